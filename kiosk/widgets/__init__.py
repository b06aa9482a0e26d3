"""Widgets that know right-to-left, millimetres and contrast."""
