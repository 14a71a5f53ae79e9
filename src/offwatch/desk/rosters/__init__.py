"""Rosters: versions, what is in force, how one comes into force."""
