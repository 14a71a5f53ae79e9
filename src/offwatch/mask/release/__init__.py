"""The only values that may leave a pad, and the ledger of them."""
