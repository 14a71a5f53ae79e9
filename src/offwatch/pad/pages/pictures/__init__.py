"""What stands beneath the answer: pictures of the days ahead, and the hours next to come."""
