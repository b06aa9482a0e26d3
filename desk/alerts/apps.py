"""Django's view of this part of the desk."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from desk.jobs import registry


class AlertsConfig(AppConfig):
    """See the package."""

    name = "desk.alerts"
    label = "alerts"
    verbose_name = _("Alerts")

    def ready(self) -> None:
        """Look at the thresholds twice a minute."""
        registry.add("thresholds", timedelta(seconds=30), "desk.alerts.watching:watch")
