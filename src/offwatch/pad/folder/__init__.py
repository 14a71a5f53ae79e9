"""The vault's folder as a whole: restored from a backup, erased."""
