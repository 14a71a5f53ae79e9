"""Drafts changed by hand, brought up to date, and publications undone."""
