"""From a diary to the posterior of one person."""
