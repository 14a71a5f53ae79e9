"""What observers of a team see, as arrays."""
