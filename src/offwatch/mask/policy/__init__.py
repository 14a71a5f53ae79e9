"""The norm of a team, and what a pad asks for under it."""
