"""Django's view of this part of the desk."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """See the package."""

    name = "desk.staff"
    label = "staff"
