"""Waiting for news without a query for each that waits: one look at the database a process, shared by all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

T = TypeVar("T")

POLL_SECONDS = 0.4


@sync_to_async
def let_connection_go() -> None:
    """Give the request's database connection back before a long wait: else each that waits would hold one."""
    close_old_connections()


class SharedLook(Generic[T]):
    """Reads `read(key)` at most once for all that ask at the same time."""

    def __init__(self, read: Callable[[int], T]) -> None:
        self._read = read
        self._seen: dict[int, tuple[float, T]] = {}
        self._locks: dict[int, asyncio.Lock] = {}

    async def latest(self, key: int, newer_than: float) -> T:
        """Return what was read after `newer_than` (monotonic seconds)."""
        async with self._locks.setdefault(key, asyncio.Lock()):
            kept = self._seen.get(key)
            if kept is None or kept[0] <= newer_than:
                started = time.monotonic()
                kept = (started, await sync_to_async(self._fresh, thread_sensitive=False)(key))
                self._seen[key] = kept
            return kept[1]

    async def until(self, key: int, changed: Callable[[T], bool], seconds: float) -> T:
        """Return the first value for which `changed` holds, or the last one after `seconds`."""
        asked = time.monotonic()
        end = asked + seconds
        value = await self.latest(key, asked)
        while not changed(value) and (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(POLL_SECONDS, left))
            value = await self.latest(key, time.monotonic() - POLL_SECONDS)
        return value

    def _fresh(self, key: int) -> T:
        close_old_connections()
        try:
            return self._read(key)
        finally:
            close_old_connections()
