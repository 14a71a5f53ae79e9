"""How a pad starts, serves, locks and stops."""
