"""Django's view of this part of the desk."""

from django.apps import AppConfig


class QueueingConfig(AppConfig):
    """See the package."""

    name = "desk.queueing"
    label = "queueing"
