"""Django's view of this part of the desk."""

from datetime import timedelta

from django.apps import AppConfig

from desk.jobs import registry


class FleetConfig(AppConfig):
    """See the package."""

    name = "desk.fleet"
    label = "fleet"

    def ready(self) -> None:
        """Say what is done by itself."""
        registry.add("kiosks", timedelta(minutes=1), "desk.fleet.watching:watch")
