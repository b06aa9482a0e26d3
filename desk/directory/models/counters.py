"""Where tickets are called to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.directory.models.base import CatalogueItem, words
from desk.directory.models.places import Room
from desk.directory.models.services import Queue


class Counter(CatalogueItem):
    """A place where tickets are called to."""

    number = models.CharField(_("Number"), max_length=6)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", verbose_name=_("Room"))
    queues: models.ManyToManyField[Queue, models.Model] = models.ManyToManyField(
        Queue, related_name="counters", blank=True, verbose_name=_("Queues")
    )
    name = words(_("Name"))

    class Meta(CatalogueItem.Meta):
        verbose_name = _("Counter (place)")
        verbose_name_plural = _("Counters")

    def __str__(self) -> str:
        return self.number
