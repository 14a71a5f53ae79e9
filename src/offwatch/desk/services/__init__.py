"""What can be done on the desk: one file an operation, one transaction each."""
