"""The sync loop: three threads (send, hear, keep) that end together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from sync.backoff import Backoff
from sync.client import DeskClient
from sync.clock import SiteClock
from sync.enrollment import Enrollment
from sync.heart import Report
from sync.keeper import Keeper
from sync.link import Link
from sync.listener import Ears, Listener
from sync.media import DEFAULT_CAP, MediaStore
from sync.sender import Sender
from sync.store import Store

HEAR_CAP_S = 10.0
"""So soon after the line is whole again calls are heard, however long it was cut: people stand before the board."""


@dataclass(frozen=True)
class Pace:
    """How patient the loop is, in seconds, and how much it may keep, in bytes."""

    timeout_s: float = 30.0
    backoff_s: float = 1.0
    backoff_cap_s: float = 300.0
    media_cap: int = DEFAULT_CAP


class SyncLoop:
    """Runs while the kiosk is enrolled. The store and the clock belong to the caller."""

    def __init__(
        self,
        store: Store,
        who: Enrollment,
        clock: SiteClock,
        link: Link,
        ears: Ears,
        swapped: Callable[[int], None],
        report: Report | None = None,
        pace: Pace | None = None,
    ) -> None:
        pace = pace or Pace()
        self._clients = [
            DeskClient(who.url, who.token, who.ca_file, pace.timeout_s, clock) for _thread in ("send", "hear", "keep")
        ]

        def patience(cap: float = pace.backoff_cap_s) -> Backoff:
            return Backoff(pace.backoff_s, min(cap, pace.backoff_cap_s))

        self.sender = Sender(store, self._clients[0], who, link, patience())
        self.listener = Listener(store, self._clients[1], link, _Both(ears, self), patience(HEAR_CAP_S))
        media = MediaStore(store.path.parent, pace.media_cap)
        self.keeper = Keeper(store, self._clients[2], who, link, clock, media, patience(), swapped, report or Report())
        self._threads = [
            threading.Thread(target=part.run, name=f"sync-{name}", daemon=True)
            for name, part in (("send", self.sender), ("hear", self.listener), ("keep", self.keeper))
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def fact_made(self) -> None:
        """A transaction has added facts, and perhaps used numbers."""
        self.sender.wake()
        self.keeper.wake()

    def stop(self, patience_s: float = 5.0) -> None:
        """End all three; calls under way are cut off, which loses nothing."""
        for part in (self.sender, self.listener, self.keeper):
            part.stop()
        for client in self._clients:
            client.abort()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(patience_s)
        for client in self._clients:
            client.close()


class _Both:
    """Passes on what is heard, and tells the keeper of a new version."""

    def __init__(self, ears: Ears, loop: SyncLoop) -> None:
        self._loop = loop
        self.queues = ears.queues
        self.call = ears.call
        self.alerts = ears.alerts
        self.command = ears.command
        self._published = ears.published

    def published(self, version: int) -> None:
        self._loop.keeper.published(version)
        self._published(version)
