"""The tracks of a pad: at most one real record among simulated ones."""
