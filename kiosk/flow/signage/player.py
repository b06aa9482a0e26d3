"""Which item is shown now and which comes next, with what is to be reported of it. No pixels, no clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sync.protocol.catalogue import Content
from sync.protocol.events import SignagePlayed
from sync.protocol.signage_plan import Panel, Plan, Shown, what_plays

LOOK_AGAIN = timedelta(seconds=60)
"""At the latest (S3): a clock that was put right is noticed so soon."""
REPORT_S = 900.0
"""Plays of so many seconds make one report: a crash loses no more."""


@dataclass(frozen=True)
class Frame:
    """What is shown. `now` is None where nothing is scheduled: the built-in slide; `next` is to be preloaded."""

    now: Shown | None
    next: Shown | None
    level: int


@dataclass
class _Tally:
    shown: Shown
    started_at: datetime
    ended_at: datetime
    plays: int = 0
    complete: int = 0
    seconds: float = 0.0


class Player:
    """Steps through what plays. `report` takes each finished `SignagePlayed`; monotonic times are in seconds."""

    def __init__(self, panel: Panel, report: Callable[[SignagePlayed], None] = lambda fact: None) -> None:
        self._panel = panel
        self._report = report
        self._content: Content | None = None
        self._ready: Container[str] | None = None
        self._plan: Plan | None = None
        self._looked: datetime | None = None
        self._index = 0
        self._since = 0.0
        self._resting = True
        self._dark = False
        self._broken: set[str] = set()
        self._tallies: dict[tuple[str, str], _Tally] = {}
        self._reported = 0.0
        self.paused = False

    def load(self, content: Content | None, ready: Container[str] | None = None) -> None:
        """Take a version; what is shown keeps its place where the new one holds it too."""
        self._content, self._ready = content, ready
        self._broken.clear()
        self._looked = None

    def tick(self, now: datetime, monotonic: float) -> Frame:
        """Return what is shown at this moment."""
        self._look(now, monotonic)
        level = self._plan.level if self._plan else 100
        self._switch(level == 0, now, monotonic)
        items = self._playable()
        if not items or self._dark:
            return Frame(None, None, level)
        if not self.paused and monotonic - self._since >= items[self._index].item.seconds:
            self._finish(items[self._index], now, monotonic, complete=True)
            self._index = (self._index + 1) % len(items)
            self._begin(monotonic)
        if monotonic - self._reported >= REPORT_S:
            self.flush(monotonic)
        following = items[(self._index + 1) % len(items)] if len(items) > 1 else None
        return Frame(items[self._index], following, level)

    def _switch(self, dark: bool, now: datetime, monotonic: float) -> None:
        """On a panel that is off nothing is shown, so nothing is proved."""
        if dark == self._dark:
            return
        if dark:
            self.rest(now, monotonic)
        else:
            self._begin(monotonic)
        self._dark = dark

    def broken(self, shown: Shown, now: datetime, monotonic: float) -> None:
        """The file of an item cannot be drawn: it is passed over until other content comes."""
        items = self._playable()
        if shown not in items:
            return
        current = items[self._index]
        self._broken.add(shown.item.id)
        self._keep_place(current if current != shown else None, monotonic)

    def ended(self, now: datetime, monotonic: float) -> None:
        """A video came to its end before its time: the next one."""
        items = self._playable()
        if items and not self._resting:
            self._finish(items[self._index], now, monotonic, complete=True)
            self._index = (self._index + 1) % len(items)
            self._begin(monotonic)

    def rest(self, now: datetime, monotonic: float) -> None:
        """Somebody touched the screen: what was shown stops here."""
        items = self._playable()
        if items and not self._resting and not self._dark:
            self._finish(items[self._index], now, monotonic, complete=False)
        self._resting = True

    def wake(self, monotonic: float) -> None:
        """The visit is over: begin the item at hand anew."""
        self._begin(monotonic)

    def flush(self, monotonic: float) -> None:
        """Report all plays that were finished since the last report."""
        self._reported = monotonic
        for tally in self._tallies.values():
            item = tally.shown.item
            self._report(
                SignagePlayed(
                    report_id=uuid4(),
                    role=self._panel.role,
                    item=item.id,
                    name=item.name,
                    sha256=item.media,
                    playlist=tally.shown.playlist,
                    started_at=tally.started_at,
                    ended_at=tally.ended_at,
                    plays=tally.plays,
                    complete=tally.complete,
                    seconds=round(tally.seconds),
                    content_version=self._content.version if self._content else 0,
                )
            )
        self._tallies.clear()

    def _look(self, now: datetime, monotonic: float) -> None:
        if self._content is None:
            self._plan = None
            return
        due = self._looked is None or self._plan is None or not self._looked <= now < self._looked + LOOK_AGAIN
        if not due and self._plan is not None and now < self._plan.until:
            return
        before = self._playable()
        current = before[self._index] if before else None
        plan = what_plays(now, self._content, self._panel, self._ready)
        self._looked = now
        if self._plan is not None and plan.items == self._plan.items and not self._resting:
            self._plan = plan
            return
        self._change(plan, current, now, monotonic)

    def _change(self, plan: Plan, current: Shown | None, now: datetime, monotonic: float) -> None:
        kept = current is not None and current in plan.items
        if current is not None and not kept and not self._resting:
            self._finish(current, now, monotonic, complete=False)
        if self._plan is not None:
            self.flush(monotonic)  # with the old content still named: something else plays from now on
        self._plan = plan
        self._keep_place(current, monotonic)

    def _keep_place(self, current: Shown | None, monotonic: float) -> None:
        items = self._playable()
        if current is not None and current in items:
            self._index = items.index(current)
            if self._resting:
                self._begin(monotonic)
            return
        self._index = self._index % len(items) if items and current is None else 0
        self._begin(monotonic)

    def _begin(self, monotonic: float) -> None:
        self._since = monotonic
        self._resting = False

    def _finish(self, shown: Shown, now: datetime, monotonic: float, complete: bool) -> None:
        seconds = min(max(0.0, monotonic - self._since), 3600.0)
        tally = self._tallies.setdefault(
            (shown.playlist, shown.item.id), _Tally(shown, now - timedelta(seconds=seconds), now)
        )
        tally.ended_at = max(tally.ended_at, now)
        tally.plays += 1
        tally.complete += complete
        tally.seconds += seconds

    def _playable(self) -> list[Shown]:
        if self._plan is None:
            return []
        return [shown for shown in self._plan.items if shown.item.id not in self._broken]
