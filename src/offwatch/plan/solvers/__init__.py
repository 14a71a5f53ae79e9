"""The solvers, each in a process of its own."""
