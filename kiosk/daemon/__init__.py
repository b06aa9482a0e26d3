"""The process that writes, prints and syncs. It has no screen."""
