"""Files out of the pad, and files that wait to be taken in."""
