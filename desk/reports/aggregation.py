"""Putting the figures of a day together."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from desk.directory.days import service_day
from desk.directory.models import Site
from desk.queueing.models import State, Ticket
from desk.reports.models import AggregatedDay, DayFigure

_FIELDS = (
    "queue_id",
    "service_id",
    "counter_id",
    "operator_id",
    "state",
    "issued_at",
    "place_at",
    "called_at",
    "serving_at",
    "finished_at",
)


def figures_of(site: Site, day: date) -> list[DayFigure]:
    """Return the figures of one day, read from its tickets."""
    zone = ZoneInfo(site.timezone)
    over = day < service_day(site)
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * 6)
    rows = Ticket.objects.filter(queue__site=site, service_day=day).values_list(*_FIELDS)
    for queue, service, counter, operator, state, issued, place, called, serving, finished in rows.iterator(5000):
        figure = sums[(issued.astimezone(zone).hour, queue, service, counter, operator)]
        figure[0] += 1
        if called is not None:
            figure[1] += 1
            figure[4] += max(0, int((called - place).total_seconds()))
        if state == State.SERVED:
            figure[2] += 1
            if serving and finished:
                figure[5] += max(0, int((finished - serving).total_seconds()))
        if state in (State.NO_SHOW, State.CANCELLED) or (over and state == State.WAITING):
            figure[3] += 1
    return [
        DayFigure(
            site=site,
            day=day,
            hour=hour,
            queue_id=queue,
            service_id=service,
            counter_id=counter,
            operator_id=operator,
            issued=issued,
            called=called,
            served=served,
            abandoned=abandoned,
            wait_seconds=waited,
            service_seconds=lasted,
        )
        for (hour, queue, service, counter, operator), (
            issued,
            called,
            served,
            abandoned,
            waited,
            lasted,
        ) in sums.items()
    ]


def aggregate(site: Site, day: date) -> None:
    """Put a day's figures together anew."""
    figures = figures_of(site, day)
    with transaction.atomic():
        DayFigure.objects.filter(site=site, day=day).delete()
        DayFigure.objects.bulk_create(figures, batch_size=500)
        if day < service_day(site):
            AggregatedDay.objects.get_or_create(site=site, day=day)


def aggregate_missing(site: Site, first: date, last: date) -> int:
    """Put together every past day from `first` to `last` that has none; return how many. Today is always done anew."""
    today = service_day(site)
    known = set(AggregatedDay.objects.filter(site=site, day__range=(first, last)).values_list("day", flat=True))
    busy = set(
        Ticket.objects.filter(service_day__range=(first, min(last, today)))
        .values_list("service_day", flat=True)
        .distinct()
    )
    waiting = sorted(day for day in busy if day == today or day not in known)
    for day in waiting:
        aggregate(site, day)
    return len(waiting)


def forget(site_id: int, day: date) -> None:
    """A late fact changes a past day: its figures are put together again when they are next asked for."""
    AggregatedDay.objects.filter(site_id=site_id, day=day).delete()


def last_days(site: Site, count: int) -> tuple[date, date]:
    """Return the first and last of the `count` days that end today."""
    today = service_day(site)
    return today - timedelta(days=count - 1), today
