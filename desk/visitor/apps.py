"""Django's view of this part of the desk."""

from django.apps import AppConfig


class VisitorConfig(AppConfig):
    """See the package."""

    name = "desk.visitor"
    label = "visitor"
