"""Who knows what, and whose days off lie beside one's own."""
