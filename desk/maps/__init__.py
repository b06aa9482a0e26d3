"""The map of a site: kept whole, as its file says it, and put into what is published."""
