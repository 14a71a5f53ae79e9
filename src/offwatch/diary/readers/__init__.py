"""Readers of diary files: our own form and other trackers'."""
