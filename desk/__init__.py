"""The central desk: a Django project."""
