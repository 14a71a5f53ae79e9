"""What the pages show, and the views that show it."""
