"""Filters of the signage pages."""
