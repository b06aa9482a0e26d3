"""The pages of building staff."""
