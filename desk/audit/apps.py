"""Django's view of this part of the desk."""

from datetime import timedelta

from django.apps import AppConfig

from desk.jobs import registry


class AuditConfig(AppConfig):
    """See the package."""

    name = "desk.audit"
    label = "audit"

    def ready(self) -> None:
        """Say what is done by itself."""
        registry.add("retention", timedelta(hours=6), "desk.audit.retention:apply")
