"""Updating a kiosk from a signed folder of packages, with the way back where the new version is not healthy."""
