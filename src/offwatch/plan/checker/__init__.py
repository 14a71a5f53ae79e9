"""The independent check of a roster against its rules."""
