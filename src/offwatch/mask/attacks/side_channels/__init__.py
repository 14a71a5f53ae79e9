"""Attacks on what people do beside asking: passes by hand, refusals, unlocks, markers, restarts."""
