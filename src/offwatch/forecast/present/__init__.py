"""Forecasts as pictures and in words."""
