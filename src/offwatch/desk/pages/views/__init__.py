"""Pages: each parses, calls one service, renders."""
