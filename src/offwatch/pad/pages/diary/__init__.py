"""What the pages of the diary show, and the forms on them."""
