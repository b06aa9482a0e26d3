"""The directory of services and places: models, files in and out, published versions."""
