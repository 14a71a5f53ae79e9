"""Other ways of forecasting the next onset, each written from its description."""
