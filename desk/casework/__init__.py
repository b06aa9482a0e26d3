"""Requests of visitors and their way through the office."""
