"""Django's view of this part of the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """See the package."""

    name = "desk.staff"
    label = "staff"
    verbose_name = _("Staff")
