"""The parts of the command line, by area; each imports what it needs when it is called."""
