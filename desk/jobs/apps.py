"""Django's view of this part of the desk."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See the package."""

    name = "desk.jobs"
    label = "jobs"
