"""Exports of other trackers, a module for each."""
