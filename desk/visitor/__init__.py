"""The page of a tracking code, for any phone."""
