"""Django's view of this part of the desk."""

from django.apps import AppConfig


class PollsConfig(AppConfig):
    """See the package."""

    name = "desk.polls"
    label = "polls"
