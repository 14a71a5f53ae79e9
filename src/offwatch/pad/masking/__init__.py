"""The mask on this pad: its state in the vault and its daily batch."""
