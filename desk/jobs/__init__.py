"""What is done by itself, again and again: jobs that the desk's worker runs when they are due."""
