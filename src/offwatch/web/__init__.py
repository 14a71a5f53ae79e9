"""What both sites share: the page frame, the look, the content policy, the settings in common."""
