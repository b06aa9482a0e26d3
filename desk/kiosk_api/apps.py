"""Django's view of this part of the desk."""

from django.apps import AppConfig


class KioskApiConfig(AppConfig):
    """See the package."""

    name = "desk.kiosk_api"
    label = "kiosk_api"
