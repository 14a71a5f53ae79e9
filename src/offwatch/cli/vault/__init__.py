"""Commands about the vault as a whole: back up, restore, erase."""
