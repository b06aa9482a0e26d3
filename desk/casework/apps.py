"""Django's view of this part of the desk."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """See the package."""

    name = "desk.casework"
    label = "casework"
