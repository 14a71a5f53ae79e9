"""Crews under a policy, for the meter and for experiments."""
