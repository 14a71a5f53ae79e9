"""What is kept beside the episodes: regimens, markers, who knows what; names and words."""
