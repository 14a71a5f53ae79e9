"""Rolling-origin forecasts and their scores."""
