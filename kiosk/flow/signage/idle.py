"""What the idle panel needs to know, put together: content, who we are, urgent notices, the player. No pixels."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import uuid4

from pydantic import ValidationError

from kiosk.flow.ports import Answer, Desk, Library
from kiosk.flow.signage.alerts import Standing, UrgentNotice, what_stands
from kiosk.flow.signage.player import Frame, Player
from kiosk.ipc import Status
from language import Content
from sync.protocol.alerts import Alert
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue
from sync.protocol.catalogue import Content as Published
from sync.protocol.events import SignagePlayed
from sync.protocol.signage_plan import Panel, Shown

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class World(Protocol):
    """What surrounds an idle panel: a part of `kiosk.flow.journey.World`."""

    @property
    def desk(self) -> Desk:
        """The daemon."""

    @property
    def library(self) -> Library:
        """The content."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The wall's clock, aware."""


class IdleScreen:
    """Signage and urgent notices of one panel. `tick` and `standing` are cheap: they may be asked at every frame."""

    def __init__(self, world: World, panel: Panel) -> None:
        self._world, self._panel = world, panel
        self._player = Player(panel, self._report)
        self._catalogue: Catalogue | None = None
        self._alerts: dict[tuple[str, str], Alert] = {}
        self._standing: Standing | None = None
        self._version = 0
        self._asked = False
        self._proved: set[tuple[str, str]] = set()
        self._unsaid: list[UrgentNotice] = []

    def told(self, kind: str, data: dict[str, Any]) -> None:
        """A push of the daemon (`kiosk.ipc.PushKind`)."""
        if kind == "alert" and "alerts" in data:
            self._take(data)
        elif kind in ("desk", "content"):
            self._asked = False
            if kind == "content":
                self._catalogue = None  # files may be whole now that could not be drawn before

    def tick(self, monotonic: float) -> Frame:
        """Return what is shown at this moment."""
        self._ask()
        self._load()
        return self._player.tick(self._world.now(), monotonic)

    def standing(self) -> Standing:
        """Return the urgent notices of this moment; each is proved to have been shown."""
        now = self._world.now()
        if self._standing is None or now >= self._standing.until:
            self._standing = what_stands(now, self._alerts.values())
            self._prove(now)
        return self._standing

    def announce(self, words: Callable[[str, Lang], str]) -> tuple[Content, ...]:
        """Return what is to be said aloud of notices that have come up over the whole screen; each once (S22).

        Every line knows its language; `words` gives the product's own words.
        """
        said = []
        for notice in self._unsaid:
            for info in notice.infos:
                head = words("signage.drill" if notice.drill else "signage.urgent", info.language)
                parts = (head, info.headline or info.event, info.instruction)
                said += [Content(part, info.language) for part in parts if part]
        self._unsaid.clear()
        return tuple(said)

    def broken(self, shown: Shown) -> None:
        """A file cannot be drawn."""
        self._player.broken(shown, self._world.now(), time.monotonic())

    def ended(self) -> None:
        """A video has come to its end."""
        self._player.ended(self._world.now(), time.monotonic())

    def rest(self) -> None:
        """Somebody uses the screen."""
        self._player.rest(self._world.now(), time.monotonic())

    def wake(self) -> None:
        """The visit is over."""
        self._player.wake(time.monotonic())

    def stop(self) -> None:
        """The window closes: what was played is reported, as long as somebody listens."""
        self._player.rest(self._world.now(), time.monotonic())
        self._player.flush(time.monotonic())

    def pause(self, paused: bool) -> None:
        """Hold what is shown, or go on (WCAG 2.2.2)."""
        self._player.paused = paused

    def _take(self, data: dict[str, Any]) -> None:
        for item in data["alerts"]:
            try:
                alert = Alert.model_validate(item)
            except ValidationError:
                continue  # of a newer desk: what this version cannot read it cannot show
            self._alerts.setdefault(alert.key, alert)
        self._standing = None

    def _ask(self) -> None:
        """Who this kiosk is, and what was urgent before this screen listened; again after every reconnection."""
        if self._asked:
            return
        self._asked = True
        self._world.desk.ask("status", {}, self._status)
        self._world.desk.ask("alerts", {}, lambda answer: self._take(answer.result) if answer.result else None)

    def _status(self, answer: Answer) -> None:
        if answer.result is None:
            return
        status = Status.model_validate(answer.result)
        self._version = status.content_version
        if status.kiosk_number is not None and status.kiosk_number != self._panel.kiosk:
            self._panel = Panel(status.kiosk_number, self._panel.role)
            self._player = Player(self._panel, self._report)
            self._catalogue = None

    def _load(self) -> None:
        catalogue = self._world.library.catalogue
        if catalogue is None or catalogue is self._catalogue:
            return
        self._catalogue = catalogue
        published = getattr(self._world.library, "published_at", None) or _EPOCH
        self._player.load(Published(version=max(1, self._version), published_at=published, catalogue=catalogue))

    def _report(self, fact: SignagePlayed) -> None:
        self._world.desk.ask("signage.played", fact.model_dump(mode="json"), lambda answer: None)

    def _prove(self, now: datetime) -> None:
        """Report each urgent notice once when it appears (S22)."""
        if self._standing is None:
            return
        for notice in (*self._standing.full, *self._standing.banners):
            if notice.alert.key in self._proved:
                continue
            self._proved.add(notice.alert.key)
            if notice.full:
                self._unsaid.append(notice)
            self._report(
                SignagePlayed(
                    report_id=uuid4(),
                    role=self._panel.role,
                    item=notice.alert.identifier,
                    name=f"{notice.alert.status}: {notice.infos[0].headline or notice.infos[0].event}"[:120],
                    started_at=now,
                    ended_at=now,
                    plays=1,
                    complete=1,
                    seconds=0,
                    content_version=self._version,
                )
            )
