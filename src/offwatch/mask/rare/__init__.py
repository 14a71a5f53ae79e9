"""Episodes once or twice a year: the mechanism and its privacy accounting."""
