"""The encrypted store: a Django backend on SQLCipher, its keys, and the moment it is open."""
