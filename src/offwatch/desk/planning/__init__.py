"""The search for plans, in the workers."""
