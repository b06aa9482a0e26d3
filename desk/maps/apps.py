"""Django's view of this part of the desk."""

from django.apps import AppConfig


class MapsConfig(AppConfig):
    """See the package."""

    name = "desk.maps"
    label = "maps"

    def ready(self) -> None:
        """Take the map from imported files, and put it into every catalogue of its site."""
        from desk.directory import importing, publishing
        from desk.maps.keeping import add_map, keep_map

        publishing.EXTRAS.append(add_map)
        importing.ALSO.append(keep_map)
