"""Simulated crews under a policy, for experiments, with the truth beside what they say."""
