"""What attackers reason and learn with: the renewal model and boosted trees."""
