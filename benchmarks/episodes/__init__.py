"""Forecasts by day beside their peers, on real records and on people of known truth."""
