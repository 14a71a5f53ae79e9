"""Attacks on *whether* somebody has a recurring condition."""
