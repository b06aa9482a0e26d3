"""Tickets and their numbers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a ticket stands; the values are the protocol's `TicketState`."""

    WAITING = "waiting", _("Waiting")
    CALLED = "called", _("Called")
    SERVING = "serving", _("Being served")
    ON_HOLD = "on_hold", _("On hold")
    SERVED = "served", _("Served")
    NO_SHOW = "no_show", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")
    TRANSFERRED = "transferred", _("Transferred")


AT_COUNTER = (State.CALLED, State.SERVING)
OPEN = (State.WAITING, State.CALLED, State.SERVING, State.ON_HOLD)


class Ticket(models.Model):
    """A number that a visitor holds. `queue` gave the number; `line` is where it waits now (another after a transfer).

    `place_at` orders a line: when the visitor took the ticket, kept over holds and transfers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=14, unique=True)
    queue = models.ForeignKey("directory.Queue", models.PROTECT, related_name="+")
    line = models.ForeignKey("directory.Queue", models.PROTECT, related_name="+")
    service = models.ForeignKey("directory.Service", models.PROTECT, null=True, related_name="+")
    service_day = models.DateField()
    number = models.PositiveIntegerField()
    series = models.CharField(max_length=4, blank=True)
    kiosk = models.ForeignKey("fleet.Kiosk", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2)
    priority = models.CharField(max_length=32, blank=True)
    issued_at = models.DateTimeField()
    place_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    counter = models.ForeignKey("directory.Counter", models.PROTECT, null=True, related_name="+")
    only_counter = models.ForeignKey("directory.Counter", models.PROTECT, null=True, related_name="+")
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    call_id = models.UUIDField(null=True)
    call_repeat = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    serving_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=200, blank=True)
    content_version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["queue", "service_day", "series", "number"], name="ticket_number"),
            models.UniqueConstraint(
                fields=["counter"], condition=Q(state__in=["called", "serving"]), name="one_ticket_at_a_counter"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["line", "service_day", "priority", "place_at"],
                condition=Q(state="waiting"),
                name="ticket_waiting",
            ),
            models.Index(fields=["service_day", "state"], name="ticket_day_state"),
            models.Index(fields=["counter", "service_day", "called_at"], name="ticket_counter_day"),
            models.Index(fields=["line", "-finished_at"], condition=Q(state="served"), name="ticket_served"),
        ]

    def __str__(self) -> str:
        return f"{self.queue_id} {self.series}-{self.number} {self.service_day}"


class TicketAction(models.Model):
    """One act of an operator on a ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="actions")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    counter = models.ForeignKey("directory.Counter", models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.action} {self.ticket_id}"


class NumberSpace(models.Model):
    """The next number to be leased of one queue and service day."""

    queue = models.ForeignKey("directory.Queue", models.PROTECT, related_name="+")
    service_day = models.DateField()
    next_number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["queue", "service_day"], name="number_space")]

    def __str__(self) -> str:
        return f"{self.queue_id} {self.service_day}: {self.next_number}"


class NumberLease(models.Model):
    """Numbers `first` to `last` belong to one kiosk alone; from `returned_from` on they were given back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kiosk = models.ForeignKey("fleet.Kiosk", models.PROTECT, related_name="leases")
    request_id = models.UUIDField()
    epoch = models.PositiveIntegerField()
    queue = models.ForeignKey("directory.Queue", models.PROTECT, related_name="+")
    service_day = models.DateField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    returned_from = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kiosk", "request_id"], name="lease_request")]
        indexes: ClassVar = [models.Index(fields=["queue", "service_day", "first"], name="lease_numbers")]

    def __str__(self) -> str:
        return f"{self.queue_id} {self.first}-{self.last}"


class QueueRule(models.Model):
    """The order in which a site calls: so many ordinary, then one with priority, nobody waits too long."""

    site = models.OneToOneField("directory.Site", models.CASCADE, related_name="queue_rule")
    ordinary_per_priority = models.PositiveSmallIntegerField(_("Ordinary tickets between two with priority"), default=2)
    longest_wait_minutes = models.PositiveSmallIntegerField(_("Nobody waits longer than, minutes"), default=30)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.ordinary_per_priority}:1, {self.longest_wait_minutes} min"


class QueueSwitch(models.Model):
    """What staff said of a line, over its opening hours: open or closed, until a time or until they say otherwise."""

    queue = models.OneToOneField("directory.Queue", models.CASCADE, related_name="switch")
    open = models.BooleanField()
    until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.queue_id} {'open' if self.open else 'closed'}"
