"""The figures of a day's tickets, and of the answers that bear their codes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min

from desk.directory.days import service_day
from desk.directory.models import Site
from desk.polls.ratings import rated
from desk.queueing.models import State, Ticket
from desk.reports.models import DayFigure, DayTotal

_FIELDS = (
    "code",
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
SUMS = (
    "issued",
    "called",
    "served",
    "abandoned",
    "wait_seconds",
    "service_seconds",
    "ratings",
    "satisfied",
)


def first_day(site: Site) -> date | None:
    """Return the day of the first ticket, of whatever site: the index answers that at once."""
    found: date | None = Ticket.objects.aggregate(first=Min("service_day"))["first"]
    return found


def figures_of(site: Site, day: date) -> list[DayFigure]:
    """Return the figures of one day, read from its tickets."""
    zone = ZoneInfo(site.timezone)
    over = day < service_day(site)
    sums: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    tickets = Ticket.objects.filter(queue__site=site, service_day=day)
    ratings = rated(site, tickets.values("code"))
    for row in tickets.values_list(*_FIELDS).iterator(5000):
        code, queue, service, counter, operator, state, issued, place, called, serving, finished = row
        figure = sums[(issued.astimezone(zone).hour, queue, service, counter, operator)]
        figure["issued"] += 1
        if called is not None:
            figure["called"] += 1
            figure["wait_seconds"] += max(0, int((called - place).total_seconds()))
        if state == State.SERVED:
            figure["served"] += 1
            if serving and finished:
                figure["service_seconds"] += max(0, int((finished - serving).total_seconds()))
        if state in (State.NO_SHOW, State.CANCELLED) or (over and state == State.WAITING):
            figure["abandoned"] += 1
        if code in ratings:
            figure["ratings"] += 1
            figure["satisfied"] += ratings[code]
    return [
        DayFigure(
            site=site,
            day=day,
            hour=hour,
            queue_id=queue,
            service_id=service,
            counter_id=counter,
            operator_id=operator,
            **figure,
        )
        for (hour, queue, service, counter, operator), figure in sums.items()
    ]


def totals_of(figures: list[DayFigure]) -> list[DayTotal]:
    """Return the same day by each thing alone."""
    sums: dict[tuple[str, int | None], dict[str, int]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    for figure in figures:
        keys = {
            DayTotal.By.QUEUE: figure.queue_id,
            DayTotal.By.SERVICE: figure.service_id,
            DayTotal.By.COUNTER: figure.counter_id,
            DayTotal.By.OPERATOR: figure.operator_id,
            DayTotal.By.HOUR: figure.hour,
        }
        for by, key in keys.items():
            for name in SUMS:
                sums[(by, key)][name] += getattr(figure, name)
    return [
        DayTotal(site_id=figures[0].site_id, day=figures[0].day, by=by, key=key, **values)
        for (by, key), values in sums.items()
    ]
