"""Django's view of this part of the desk."""

from datetime import timedelta

from django.apps import AppConfig

from desk.jobs import registry


class PollsConfig(AppConfig):
    """See the package."""

    name = "desk.polls"
    label = "polls"

    def ready(self) -> None:
        """Say what is done by itself."""
        registry.add("poll-samples", timedelta(hours=12), "desk.polls.sampling:reckon_all")
