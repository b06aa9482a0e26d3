"""Django's view of this part of the desk."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See the package."""

    name = "desk.reports"
    label = "reports"
