"""Django's view of this part of the desk."""

from django.apps import AppConfig


class FleetConfig(AppConfig):
    """See the package."""

    name = "desk.fleet"
    label = "fleet"
