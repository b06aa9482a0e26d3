"""One transaction's worth of events: what they look up is looked up once, the rows they make go in together."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from desk.directory.models import Queue
from desk.fleet.models import Kiosk, Paper
from desk.queueing.models import NumberLease, Ticket
from desk.reports.aggregation import forget

_PAPER_FIELDS = ("kiosk", "template", "subject_code", "outcome", "copy_number", "reason", "at")


class Taking:
    """What a group of events of one kiosk wants. `store` writes it, inside the caller's transaction.

    `single` means that one event is taken by itself: it asks beforehand what would be wrong with it, so that the reason
    can be told. A group leaves that to the database's constraints and is undone where one of them speaks.
    """

    def __init__(self, kiosk: Kiosk, *, single: bool) -> None:
        self.kiosk = kiosk
        self.single = single
        self._tickets: list[Ticket] = []
        self._papers: dict[Any, Paper] = {}
        self._days: set[date] = set()
        self._found: dict[tuple[type[models.Model], str], Any] = {}
        self._leases: dict[tuple[int, date], list[tuple[int, int]]] = {}

    def named(self, model: type[models.Model], slug: str | None) -> Any:
        """Return the row of the kiosk's site that bears `slug`, or None."""
        if not slug:
            return None
        key = (model, slug)
        if key not in self._found:
            self._found[key] = model._default_manager.filter(site_id=self.kiosk.site_id, slug=slug).first()
        return self._found[key]

    def leased(self, queue: Queue, day: date, number: int) -> bool:
        """Whether a number lies in a block that was lent to this kiosk."""
        key = (queue.pk, day)
        if key not in self._leases:
            lent = NumberLease.objects.filter(kiosk=self.kiosk, queue=queue, service_day=day)
            self._leases[key] = list(lent.values_list("first", "last"))
        return any(first <= number <= last for first, last in self._leases[key])

    def ticket(self, ticket: Ticket) -> None:
        """Put a ticket into its line."""
        self._tickets.append(ticket)
        self._days.add(ticket.service_day)

    def paper(self, paper: Paper) -> None:
        """Keep what became of a paper; a later word on the same one replaces the earlier."""
        self._papers[paper.pk] = paper

    def store(self) -> None:
        """Write the rows. Raises what the database says against them."""
        Ticket.objects.bulk_create(self._tickets)
        Paper.objects.bulk_create(
            self._papers.values(), update_conflicts=True, unique_fields=["id"], update_fields=_PAPER_FIELDS
        )
        for day in self._days:
            forget(self.kiosk.site_id, day)
