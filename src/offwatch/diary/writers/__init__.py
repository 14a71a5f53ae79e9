"""Writers of diary files."""
