"""Replaying a past day under another rule, to see who would have waited how long before the rule is switched on.

Arrivals, lengths of service and counters are those of the day; only the order of calling differs. A counter is taken
as open from its first call to its last, for the lines that it called from.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from desk.directory.models import Site
from desk.queueing.models import State, Ticket
from desk.queueing.order import Order, choose

ORDINARY, EVERYBODY = "ordinary", "everybody"


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
    """Minutes of waiting of one group (`ordinary`, or a kind of priority): the mean, nine of ten under, the longest.

    `over` waited longer than the limit that is asked about; `left` were never called.
    """

    group: str
    called: int
    mean: float
    ninth: float
    longest: float
    left: int
    over: int = 0


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


def simulate(
    arrivals: Sequence[Arrival], desks: Sequence[Desk], order: Order, limit: int | None = None
) -> list[Waiting]:
    """Return the waiting by group under a rule; who waited longer than `limit` minutes (the rule's own) is counted."""
    pending = sorted(arrivals, key=lambda arrival: arrival.place_at)
    free = [(desk.opens, index) for index, desk in enumerate(desks)]
    heapq.heapify(free)
    since_priority = [0] * len(desks)
    waits: dict[str, list[float]] = {_group(arrival.priority): [] for arrival in arrivals}
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
        waits[_group(called.priority)].append((now - called.place_at).total_seconds() / 60)
        heapq.heappush(free, (now + called.service, index))
    left = Counter(_group(arrival.priority) for arrival in pending)
    return _summaries(waits, left, order.longest_wait_minutes if limit is None else limit)


def actual(site: Site, day: date, limit: int) -> list[Waiting]:
    """Return how the day really went; who waited longer than `limit` minutes is counted."""
    waits: dict[str, list[float]] = {}
    left: Counter[str] = Counter()
    for row in Ticket.objects.filter(queue__site=site, service_day=day):
        group = _group(row.priority)
        waits.setdefault(group, [])
        if row.called_at and row.state not in (State.WAITING, State.CANCELLED):
            waits[group].append((row.called_at - row.place_at).total_seconds() / 60)
        else:
            left[group] += 1
    return _summaries(waits, left, limit)


def _group(priority: str) -> str:
    return priority or ORDINARY


def _summaries(waits: dict[str, list[float]], left: Counter[str], limit: int) -> list[Waiting]:
    """Return everybody first where there are several groups, then ordinary tickets, then each kind of priority."""
    groups = sorted(waits, key=lambda group: (group != ORDINARY, group))
    found = [_summary(group, waits[group], left[group], limit) for group in groups]
    if len(groups) < 2:
        return found
    whole = _summary(EVERYBODY, [minute for group in groups for minute in waits[group]], sum(left.values()), limit)
    return [whole, *found]


def _summary(group: str, minutes: list[float], left: int, limit: int) -> Waiting:
    if not minutes:
        return Waiting(group, 0, 0, 0, 0, left)
    ordered = sorted(minutes)
    ninth = ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))]
    over = sum(minute > limit for minute in ordered)
    return Waiting(group, len(ordered), sum(ordered) / len(ordered), ninth, ordered[-1], left, over)
