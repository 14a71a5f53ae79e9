"""Commands about a diary and its forecast."""
