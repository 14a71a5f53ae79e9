"""The diary in the vault."""
