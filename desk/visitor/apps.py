"""Django's view of this part of the desk."""

from datetime import timedelta

from django.apps import AppConfig

from desk.jobs import registry


class VisitorConfig(AppConfig):
    """See the package."""

    name = "desk.visitor"
    label = "visitor"

    def ready(self) -> None:
        """Say what is done by itself."""
        registry.add("mobile-codes", timedelta(hours=12), "desk.visitor.proving:forget_old")
