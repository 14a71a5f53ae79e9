"""Pages of what is kept beside the episodes: life events, regimens, temperatures and others."""
