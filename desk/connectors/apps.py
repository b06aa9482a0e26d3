"""Django's view of this part of the desk."""

from datetime import timedelta

from django.apps import AppConfig

from desk.jobs import registry


class ConnectorsConfig(AppConfig):
    """See the package."""

    name = "desk.connectors"
    label = "connectors"

    def ready(self) -> None:
        """Say what is done by itself."""
        registry.add("outbox-upkeep", timedelta(hours=12), "desk.connectors.outbox:forget_old")
