"""Kiosks: enrollment, health, commands, papers, calls for help."""
