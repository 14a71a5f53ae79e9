"""From a posterior to odds over days and hours."""
