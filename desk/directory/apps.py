"""Django's view of this part of the desk."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """See the package."""

    name = "desk.directory"
    label = "directory"
