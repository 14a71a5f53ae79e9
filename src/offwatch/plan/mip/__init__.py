"""The plan as a mixed-integer program: variables, rules, objective, and solving in steps."""
