"""Swaps that two members agree on: offered, answered, decided, ended."""
