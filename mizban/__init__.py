"""Mizban: the commands, and the demonstration that plays the whole product on one machine."""
