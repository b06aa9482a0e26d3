"""What was done and seen: the chained log, and the brake on guessing."""
