"""One person's private site: the diary, the odds, and the little that may leave."""
