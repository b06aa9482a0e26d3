"""The calls of a hall: one after another, each large and said aloud, a recall once more (O16, A31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sync.protocol.messages import Call

SHOW_S = 7.0
"""A call stands so long before the next takes its place: time to read it, and to hear it in two languages."""
HURRIED_S = 4.0
"""And so long where more than `FEW` wait for it: the last of twenty counters that open at once waits for all others."""
FEW = 2
FRESH = timedelta(seconds=120)
"""A board that has just started does not shout what was called longer ago."""
REMEMBERED = 12


@dataclass(frozen=True)
class CallState:
    """`hero` is the call that stands large, `calling` while it is new; `last` are the others, newest first.

    A call that waits for its turn to be large stands in `last` at once: its visitor need not wait to read it.
    """

    hero: Call | None = None
    calling: bool = False
    last: tuple[Call, ...] = ()


class CallQueue:
    """Takes calls as they come, some of them twice, and makes a sequence of them."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._pending: list[Call] = []
        self._shown: list[Call] = []
        self._repeats: dict[object, int] = {}
        self._since = float("-inf")
        self._only: frozenset[str] | None = None

    def only(self, queues: frozenset[str]) -> None:
        """Call these lines alone: the others are called in other halls."""
        self._only = queues
        self._pending = [call for call in self._pending if call.queue in queues]
        self._shown = [call for call in self._shown if call.queue in queues]

    def told(self, call: Call) -> None:
        """A ticket is called now, or again: also where the line was cut for a while, for its visitor still waits."""
        self._take(call, silent=False)

    def recalled(self, call: Call, now: datetime) -> None:
        """A call that somebody else heard before; an old one is shown in silence."""
        self._take(call, silent=now - call.called_at > FRESH)

    def _take(self, call: Call, silent: bool) -> None:
        if self._only is not None and call.queue not in self._only:
            return
        known = self._repeats.get(call.call_id)
        if known is not None and call.repeat <= known:
            return
        self._repeats[call.call_id] = call.repeat
        if known is None and silent:
            self._remember(call)
            return
        self._pending = [other for other in self._pending if other.call_id != call.call_id]
        self._pending.append(call)

    def tick(self, monotonic: float, speaking: bool = False) -> Call | None:
        """Return the call that is to be rung and said now, else None. `speaking`: the voice has not ended yet."""
        if not self._pending or speaking or monotonic - self._since < self._stand_s():
            return None
        call = self._pending.pop(0)
        self._since = monotonic
        self._remember(call)
        return call

    def _stand_s(self) -> float:
        return SHOW_S if len(self._pending) <= FEW else HURRIED_S

    def state(self, monotonic: float, now: datetime) -> CallState:
        """Return what stands on the board; calls of another day do not."""
        today = now.astimezone(self._zone).date()
        standing = [call for call in self._shown if call.called_at.astimezone(self._zone).date() == today]
        if not standing:
            return CallState()
        hero, calling = standing[0], monotonic - self._since < SHOW_S
        others = {call.ticket_id: call for call in (*self._pending[::-1], *standing[1:])}
        others.pop(hero.ticket_id, None)
        return CallState(hero, calling, tuple(others.values())[:REMEMBERED])

    def _remember(self, call: Call) -> None:
        others = [other for other in self._shown if other.ticket_id != call.ticket_id]
        self._shown = [call, *others][:REMEMBERED]
        if len(self._repeats) > 2000:  # days of calls: only those that still stand matter
            standing = {other.call_id for other in (*self._shown, *self._pending)}
            self._repeats = {key: value for key, value in self._repeats.items() if key in standing}

    def new_zone(self, zone: ZoneInfo) -> None:
        """The content says that the site lies in another time zone."""
        self._zone = zone
