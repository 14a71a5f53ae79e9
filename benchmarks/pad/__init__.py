"""How quickly the pad's pages answer, for who has written every day for twenty years."""
