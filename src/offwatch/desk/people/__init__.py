"""Accounts, devices and notices of the people on a team."""
