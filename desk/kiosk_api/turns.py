"""How much of the kiosks' questions is in hand at once.

A kiosk that hears nothing asks again while its first question still waits for the database; behind a bad line hundreds
of such would each hold a thread and their batch in memory, and do the same work against each other. And SQLite lets
whoever waits for its lock try again and again, in no order: a hundred who only say how they are would keep out the one
who brings facts.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from uuid import UUID

from django.db import OperationalError

from desk.kiosk_api.faults import Refusal

Line = Literal["facts", "leases", "heartbeat"]
_MOST: dict[Line, int] = {"facts": 1, "leases": 4, "heartbeat": 1}
"""A kiosk has one sender: a second batch at once is the first come again, and of two heartbeats one says nothing."""
_RETRY_AFTER_S = 2
_PATIENCE_S = 3.0
_guard = threading.Lock()
_in_hand: Counter[tuple[UUID, Line]] = Counter()
_writing = threading.BoundedSemaphore(2)


@contextmanager
def turn(kiosk_id: UUID, line: Line) -> Iterator[None]:
    """Hold one of a kiosk's turns in this process. Raises `Refusal` (503, `busy`) where all are taken."""
    with _guard:
        if _in_hand[kiosk_id, line] >= _MOST[line]:
            raise Refusal(503, "busy", "this kiosk's last question is still being answered", retry_after=_RETRY_AFTER_S)
        _in_hand[kiosk_id, line] += 1
    try:
        yield
    finally:
        with _guard:
            _in_hand[kiosk_id, line] -= 1
            if not _in_hand[kiosk_id, line]:
                del _in_hand[kiosk_id, line]


@contextmanager
def place(patience_s: float = _PATIENCE_S) -> Iterator[None]:
    """Hold one of the few places before the database's one writer. Raises `OperationalError` where none comes free."""
    if not _writing.acquire(timeout=max(0.0, patience_s)):
        raise OperationalError("many kiosks have something to tell at once")
    try:
        yield
    finally:
        _writing.release()
