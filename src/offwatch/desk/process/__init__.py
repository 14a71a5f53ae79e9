"""The processes a desk is made of: its database, its web server, its workers."""
