"""The laws of gaps and durations, and the population prior."""
