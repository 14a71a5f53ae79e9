"""The forecast beside others, on the same people, folds and forecasts."""
