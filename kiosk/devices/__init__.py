"""Real devices, each beside its virtual twin."""
