"""From single characters to whole scans."""

from __future__ import annotations

import time
from collections.abc import Callable

GAP_S = 0.1
"""A scanner types a character every few milliseconds, 50 to 100 at the slowest; a longer pause begins a new scan."""

_CAP = 1024
"""No more is kept of one scan: enough to see that it is too long."""


class Framer:
    """Collects bytes until CR or LF. A pause drops what was begun: half a code must not join the next one."""

    def __init__(self, gap_s: float = GAP_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap_s = gap_s
        self._clock = clock
        self._begun = bytearray()
        self._last = 0.0

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes; return the scans that they complete, cut at 1,024 bytes."""
        now = self._clock()
        if now - self._last > self._gap_s:
            self._begun.clear()
        self._last = now
        scans = []
        for byte in data:
            if byte in b"\r\n":
                if self._begun:
                    scans.append(bytes(self._begun))
                    self._begun.clear()
            elif len(self._begun) < _CAP:
                self._begun.append(byte)
        return scans
