"""Django's view of this part of the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """See the package."""

    name = "desk.directory"
    label = "directory"
    verbose_name = _("Directory")
