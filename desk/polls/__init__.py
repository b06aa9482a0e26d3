"""Answers to polls and what they say."""
