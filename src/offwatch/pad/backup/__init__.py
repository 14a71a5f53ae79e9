"""Backups: encrypted copies of the vault, kept in a place of the owner's, and restored from it."""
