"""Forecasts by day for conditions that are not cycles: several models of one person, averaged."""
