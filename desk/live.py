"""Waiting for news without a query for each that waits: one watcher a process and subject, shared by all.

The watcher asks the database many times a second whether anything was written at all (`desk.pulse`), which costs
microseconds, and reads the subject only then. All that wait are woken by one event, and only where what was read
differs.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections

from desk.pulse import pulse

T = TypeVar("T")

TICK_S = 0.05
"""How often the pulse is felt while somebody waits."""
STALE_S = 5.0
"""Even with no write, a value is read again so often: hours and days pass too."""
BREATH = 2.0
"""While the desk is written to all the time, a subject is read at most for one part in so many and one of the time."""
_log = logging.getLogger("desk.live")


@sync_to_async
def let_connection_go() -> None:
    """Give the request's database connection back before a long wait: else each that waits would hold one."""
    close_old_connections()


@dataclass
class _Seen(Generic[T]):
    """A value, the pulse before it was read, and when that was (monotonic seconds)."""

    value: T
    pulse: object
    at: float
    cost: float


@dataclass
class _Room(Generic[T]):
    """Those who wait for one subject."""

    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    seen: _Seen[T] | None = None
    waiting: int = 0
    watcher: asyncio.Task[None] | None = None


class SharedLook(Generic[T]):
    """Reads `read(key)` once for all that wait for it. Values are compared with `==`. For one event loop."""

    def __init__(self, read: Callable[[int], T]) -> None:
        self._read = read
        self._rooms: dict[int, _Room[T]] = {}

    async def latest(self, key: int) -> T:
        """Return the value as of now: read anew only where the database was written to since."""
        return (await self._look(self._rooms.setdefault(key, _Room()), key)).value

    async def until(self, key: int, changed: Callable[[T], bool], seconds: float) -> T:
        """Return the first value for which `changed` holds, or the last one after `seconds`."""
        end = time.monotonic() + seconds
        room = self._rooms.setdefault(key, _Room())
        seen = await self._look(room, key)
        if changed(seen.value) or seconds <= 0:
            return seen.value
        room.waiting += 1
        try:
            if room.watcher is None or room.watcher.done():
                room.watcher = asyncio.create_task(self._watch(room, key))
            while not changed(seen.value) and (left := end - time.monotonic()) > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(room.news.wait(), left)
                seen = room.seen or seen
        finally:
            room.waiting -= 1
        return seen.value

    async def _watch(self, room: _Room[T], key: int) -> None:
        """Look until nobody waits any more."""
        while room.waiting:
            await asyncio.sleep(max(TICK_S, BREATH * room.seen.cost if room.seen else 0))
            try:
                await self._look(room, key)
            except DatabaseError as error:  # those who wait get the value that they know; the next who asks is told
                _log.warning("cannot look: %s", error)
                await asyncio.sleep(1)

    async def _look(self, room: _Room[T], key: int) -> _Seen[T]:
        asked = time.monotonic()
        async with room.reading:
            before = room.seen
            if before is not None and before.at > asked:
                return before  # read while this one stood in line
            felt = await pulse()
            if before is not None and before.pulse == felt and asked - before.at < STALE_S:
                return before
            began = time.monotonic()
            value = await sync_to_async(self._fresh, thread_sensitive=False)(key)
            cost = time.monotonic() - began
            room.seen = _Seen(value, felt, began, cost)
            if before is None or before.value != value:
                room.news.set()
                room.news = asyncio.Event()
            return room.seen

    def _fresh(self, key: int) -> T:
        close_old_connections()
        try:
            return self._read(key)
        finally:
            close_old_connections()
