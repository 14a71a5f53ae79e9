"""Inputs that once went wrong, run as a person would run them: ``make cases``."""
