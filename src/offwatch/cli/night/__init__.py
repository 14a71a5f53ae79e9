"""The night before the mission: both halves set up for real, and the story walked through them."""
