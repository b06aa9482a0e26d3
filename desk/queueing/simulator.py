"""Replaying a past day under another rule, to see who would have waited how long before the rule is switched on.

Arrivals, lengths of service and counters are those of the day; only the order of calling differs. A counter is taken
as open from its first call to its last, for the lines that it called from.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from desk.directory.models import Site
from desk.queueing.models import State, Ticket
from desk.queueing.order import Order, choose


@dataclass(frozen=True)
class Arrival:
    """One ticket of the day."""

    place_at: datetime
    priority: str
    line: int
    service: timedelta


@dataclass(frozen=True)
class Desk:
    """One counter of the day: open from `opens` to `closes` for `lines`."""

    opens: datetime
    closes: datetime
    lines: frozenset[int]


class Waiting(NamedTuple):
    """Minutes of waiting of one group: the mean, nine of ten under, the longest; `left` were never called."""

    group: str
    called: int
    mean: float
    ninth: float
    longest: float
    left: int


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


def simulate(arrivals: Sequence[Arrival], desks: Sequence[Desk], order: Order) -> list[Waiting]:
    """Return the waiting by group (`ordinary`, `priority`) under a rule."""
    pending = sorted(arrivals, key=lambda arrival: arrival.place_at)
    free = [(desk.opens, index) for index, desk in enumerate(desks)]
    heapq.heapify(free)
    since_priority = [0] * len(desks)
    waits: dict[str, list[float]] = {"ordinary": [], "priority": []}
    while free and pending:
        now, index = heapq.heappop(free)
        desk = desks[index]
        if now > desk.closes:
            continue
        mine = [arrival for arrival in pending if arrival.line in desk.lines]
        here = [arrival for arrival in mine if arrival.place_at <= now]
        found = choose(here, since_priority[index], order, now)
        if found is None:
            if mine:
                heapq.heappush(free, (mine[0].place_at, index))
            continue
        called = here[found[0]]
        pending.remove(called)
        since_priority[index] = 0 if called.priority else since_priority[index] + 1
        waits[_group(called)].append((now - called.place_at).total_seconds() / 60)
        heapq.heappush(free, (now + called.service, index))
    left = [_group(arrival) for arrival in pending]
    return [_summary(group, minutes, left.count(group)) for group, minutes in waits.items()]


def actual(site: Site, day: date) -> list[Waiting]:
    """Return how the day really went."""
    waits: dict[str, list[float]] = {"ordinary": [], "priority": []}
    left = {"ordinary": 0, "priority": 0}
    for row in Ticket.objects.filter(queue__site=site, service_day=day):
        group = "priority" if row.priority else "ordinary"
        if row.called_at and row.state not in (State.WAITING, State.CANCELLED):
            waits[group].append((row.called_at - row.place_at).total_seconds() / 60)
        else:
            left[group] += 1
    return [_summary(group, minutes, left[group]) for group, minutes in waits.items()]


def _group(arrival: Arrival) -> str:
    return "priority" if arrival.priority else "ordinary"


def _summary(group: str, minutes: list[float], left: int) -> Waiting:
    if not minutes:
        return Waiting(group, 0, 0, 0, 0, left)
    ordered = sorted(minutes)
    ninth = ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))]
    return Waiting(group, len(ordered), sum(ordered) / len(ordered), ninth, ordered[-1], left)
