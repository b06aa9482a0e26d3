"""Django's view of this part of the desk."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """See the package."""

    name = "desk.console"
    label = "console"
