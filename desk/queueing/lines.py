"""Figures of the lines: how many wait, about how long, and how many stand before a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from desk.directory.days import service_day
from desk.directory.models import Queue, Site
from desk.queueing.history import usual_minutes
from desk.queueing.hours import open_lines
from desk.queueing.models import State, Ticket

STAFFED = timedelta(minutes=30)
"""A counter that called somebody within this time is counted as open."""


SHOWN_NEXT = 3
"""So many of those who wait are shown on boards."""


class Figures(NamedTuple):
    """Of one queue today. `wait_minutes` is null where no counter is open, for then no figure is honest."""

    waiting: int
    wait_minutes: tuple[int, int] | None
    full: bool
    open: bool = True


def queue_figures(site: Site) -> Mapping[int, Figures]:
    """Return the figures of every queue of a site, by its primary key."""
    day = service_day(site)
    waiting = dict(
        Ticket.objects.filter(line__site=site, service_day=day, state=State.WAITING)
        .values_list("line_id")
        .annotate(count=Count("id"))
    )
    staffed = _staffed(site)
    openness = open_lines(site)
    figures = {}
    for queue in Queue.objects.filter(site=site, active=True):
        count = waiting.get(queue.pk, 0)
        full = queue.daily_limit is not None and _issued(queue, day) >= queue.daily_limit
        minutes = estimate(count, usual_minutes(queue), staffed.get(queue.pk, 0))
        figures[queue.pk] = Figures(count, minutes, full, openness[queue.pk].open)
    return figures


def next_up(site: Site) -> Mapping[int, list[Ticket]]:
    """Return the eldest tickets that wait in each line of a site, by the line's primary key, in order.

    Tickets that one counter alone may call are not among them: nobody knows when it will.
    """
    place = Window(RowNumber(), partition_by="line_id", order_by=["place_at", "id"])
    waiting = Ticket.objects.filter(
        line__site=site, service_day=service_day(site), state=State.WAITING, only_counter=None
    )
    found: dict[int, list[Ticket]] = {}
    for ticket in waiting.annotate(place=place).filter(place__lte=SHOWN_NEXT).select_related("queue").order_by("place"):
        found.setdefault(ticket.line_id, []).append(ticket)
    return found


def _issued(queue: Queue, day: date) -> int:
    return Ticket.objects.filter(queue=queue, service_day=day).count()


def _staffed(site: Site) -> dict[int, int]:
    recent = timezone.now() - STAFFED
    open_counters = (
        Ticket.objects.filter(service_day=service_day(site), counter__site=site, called_at__gte=recent)
        .filter(~Q(state=State.WAITING))
        .values_list("counter_id")
        .distinct()
    )
    return dict(
        Queue.objects.filter(site=site, counters__in=open_counters)
        .values_list("id")
        .annotate(count=Count("counters", filter=Q(counters__in=open_counters), distinct=True))
    )


def estimate(ahead: int, minutes: float, counters: int) -> tuple[int, int] | None:
    """Return a span of minutes for a wait behind `ahead` people, or None where no counter is open."""
    if counters < 1:
        return None
    middle = ahead * minutes / counters
    return int(middle * 0.7), max(1, round(middle * 1.4)) if ahead else 0


def people_ahead(ticket: Ticket) -> int:
    """Return how many wait before a ticket in its line, by the time at which they came."""
    return Ticket.objects.filter(
        line_id=ticket.line_id, service_day=ticket.service_day, state=State.WAITING, place_at__lt=ticket.place_at
    ).count()
