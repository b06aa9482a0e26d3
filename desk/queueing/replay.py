"""Replaying arrivals under a rule of calling: plain numbers in, waiting by group out; knows no database."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

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


def simulate(
    arrivals: Sequence[Arrival], desks: Sequence[Desk], order: Order, limit: int | None = None
) -> list[Waiting]:
    """Return the waiting by group under a rule; who waited longer than `limit` minutes (the rule's own) is counted."""
    pending = sorted(arrivals, key=lambda arrival: arrival.place_at)
    free = [(desk.opens, index) for index, desk in enumerate(desks)]
    heapq.heapify(free)
    since_priority = [0] * len(desks)
    waits: dict[str, list[float]] = {group_of(arrival.priority): [] for arrival in arrivals}
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
        waits[group_of(called.priority)].append((now - called.place_at).total_seconds() / 60)
        heapq.heappush(free, (now + called.service, index))
    left = Counter(group_of(arrival.priority) for arrival in pending)
    return summaries(waits, left, order.longest_wait_minutes if limit is None else limit)


def group_of(priority: str) -> str:
    """Return the group of a kind of priority; empty is an ordinary ticket."""
    return priority or ORDINARY


def summaries(waits: dict[str, list[float]], left: Counter[str], limit: int) -> list[Waiting]:
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
