"""Re-planning beside its peers: ``make bench-plan``."""
