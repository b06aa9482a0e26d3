"""Who is next, by a rule that an office can say in a sentence; the console and the simulator ask the same function.

"N ordinary, then one with priority; nobody over M minutes": whoever has waited longer than M minutes goes first, the
longest first. Else, after N ordinary tickets called at this counter, one with priority is called; else an ordinary one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol


class Waiting(Protocol):
    """What the rule looks at."""

    @property
    def priority(self) -> str: ...

    @property
    def place_at(self) -> datetime: ...


class Order(NamedTuple):
    """The two numbers of the rule."""

    ordinary_per_priority: int = 2
    longest_wait_minutes: int = 30


Reason = Literal["overdue", "priority_turn", "ordinary_turn", "only_priority", "only_ordinary"]


def choose(
    waiting: Sequence[Waiting], ordinary_since_priority: int, order: Order, now: datetime
) -> tuple[int, Reason] | None:
    """Return the index of the next of `waiting` and why; None where nobody waits.

    `ordinary_since_priority`: tickets without priority that the counter called since its last one with priority.
    """
    if not waiting:
        return None
    limit = now - timedelta(minutes=order.longest_wait_minutes)
    by_place = sorted(range(len(waiting)), key=lambda index: waiting[index].place_at)
    if waiting[by_place[0]].place_at < limit:
        return by_place[0], "overdue"
    urgent = next((index for index in by_place if waiting[index].priority), None)
    ordinary = next((index for index in by_place if not waiting[index].priority), None)
    if urgent is None:
        return by_place[0], "only_ordinary"
    if ordinary is None:
        return by_place[0], "only_priority"
    if ordinary_since_priority >= order.ordinary_per_priority:
        return urgent, "priority_turn"
    return ordinary, "ordinary_turn"
