"""What an onset that was not logged, or a marker that was, does to the odds."""
