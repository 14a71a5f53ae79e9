"""What every command does at a terminal: ask, print, write a file whole, stop."""
