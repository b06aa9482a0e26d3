"""A past day as it was, to be replayed under another rule before that is switched on (C46).

Arrivals, lengths of service and counters are those of the day; only the order of calling differs. A counter is taken
as open from its first call to its last, for the lines that it called from.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from desk.directory.models import Site
from desk.queueing.models import State, Ticket
from desk.queueing.replay import Arrival, Desk, Waiting, group_of, summaries


def read_day(site: Site, day: date) -> tuple[list[Arrival], list[Desk]]:
    """Return the arrivals and counters of a past service day."""
    rows = Ticket.objects.filter(queue__site=site, service_day=day).order_by("place_at")
    arrivals: list[Arrival] = []
    counters: dict[int, list[Ticket]] = {}
    for row in rows.select_related("line"):
        usual = timedelta(minutes=row.line.minutes)
        length = usual
        if row.called_at and row.finished_at:
            length = max(row.finished_at - row.called_at, timedelta(seconds=15))
        arrivals.append(Arrival(row.place_at, row.priority, row.line_id, length))
        if row.counter_id and row.called_at:
            counters.setdefault(row.counter_id, []).append(row)
    desks = [
        Desk(
            min(row.called_at for row in called if row.called_at),
            max((row.finished_at or row.called_at) for row in called if row.called_at),
            frozenset(row.line_id for row in called),
        )
        for called in counters.values()
    ]
    return arrivals, desks


def actual(site: Site, day: date, limit: int) -> list[Waiting]:
    """Return how the day really went; who waited longer than `limit` minutes is counted."""
    waits: dict[str, list[float]] = {}
    left: Counter[str] = Counter()
    for row in Ticket.objects.filter(queue__site=site, service_day=day):
        group = group_of(row.priority)
        waits.setdefault(group, [])
        if row.called_at and row.state not in (State.WAITING, State.CANCELLED):
            waits[group].append((row.called_at - row.place_at).total_seconds() / 60)
        else:
            left[group] += 1
    return summaries(waits, left, limit)
