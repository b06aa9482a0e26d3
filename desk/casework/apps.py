"""Django's view of this part of the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from desk.jobs import registry


class CaseworkConfig(AppConfig):
    """See the package."""

    name = "desk.casework"
    label = "casework"
    verbose_name = _("Casework")

    def ready(self) -> None:
        """Do what a new request asks for, wherever it comes from; lapse and index by jobs."""
        from desk.casework.models import RequestAction

        post_save.connect(_first_action, sender=RequestAction, dispatch_uid="casework-arrival")
        registry.add("lapses", timedelta(minutes=10), "desk.casework.lapsing:lapse_due")
        registry.add("request-index", timedelta(minutes=5), "desk.casework.finding:index_missing")


def _first_action(instance: Any, created: bool, **_more: Any) -> None:
    from desk.casework.arrival import ARRIVED, arrived

    if created and instance.action in ARRIVED:
        arrived(instance.request)
