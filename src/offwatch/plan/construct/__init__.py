"""Constructive heuristics: a quick first plan, and a roster filled from demand."""
