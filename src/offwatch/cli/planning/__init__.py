"""Commands about a roster."""
