"""Whether the exposure meter may be believed: its test's level, its odds, its guesses, its time."""
