"""Django's view of this part of the desk."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """See the package."""

    name = "desk.audit"
    label = "audit"
