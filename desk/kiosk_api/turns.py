"""How much of one kiosk is in hand at once.

A kiosk that hears nothing asks again while its first question still waits for the database; behind a bad line hundreds
of such would each hold a thread and their batch in memory. It has one sender, so a ninth at once is only a repeat.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from desk.kiosk_api.faults import Refusal

_MOST = 8
_RETRY_AFTER_S = 2
_guard = threading.Lock()
_in_hand: Counter[UUID] = Counter()


@contextmanager
def turn(kiosk_id: UUID) -> Iterator[None]:
    """Hold one of a kiosk's turns in this process. Raises `Refusal` (503, `busy`) where all are taken."""
    with _guard:
        if _in_hand[kiosk_id] >= _MOST:
            raise Refusal(503, "busy", "this kiosk's last question is still being answered", retry_after=_RETRY_AFTER_S)
        _in_hand[kiosk_id] += 1
    try:
        yield
    finally:
        with _guard:
            _in_hand[kiosk_id] -= 1
            if not _in_hand[kiosk_id]:
                del _in_hand[kiosk_id]
