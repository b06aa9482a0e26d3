"""Django's view of this part of the desk."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """See the package."""

    name = "desk.connectors"
    label = "connectors"
