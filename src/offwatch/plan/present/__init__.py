"""A plan in sentences and as a picture."""
