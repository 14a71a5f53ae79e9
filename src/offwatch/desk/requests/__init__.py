"""Requests to move a duty: made, decided, passed on."""
