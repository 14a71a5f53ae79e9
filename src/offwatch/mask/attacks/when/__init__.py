"""Attacks on *when*: which track is real, and when the next episode begins."""
