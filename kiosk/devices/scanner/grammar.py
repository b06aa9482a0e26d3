"""What a scan may say: a tracking code, bare or in the address of a ticket. All else is refused; no address is opened.

Whatever is shown to a scanner is hostile until this has read it: its length, its characters, its form, its check digit.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from kiosk.devices.scanner.base import Refusal, Scan, Seen
from sync.protocol.codes import CodeError, parse_code

MAX_CHARACTERS = 300
"""The longest ticket address there may be, with room; the longest QR holds 4,296 characters."""

_ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ENDS = "\r\n\t \x00"


def understand(raw: bytes | str, desk_host: str = "") -> Seen:
    """Return the code that a scan bears, or why it is refused. Never raises.

    `desk_host`, where it is given, is the only host whose addresses are taken, in any case of letters.
    """
    if len(raw) > MAX_CHARACTERS:
        return Refusal.TOO_LONG
    try:
        text = (raw.decode("ascii") if isinstance(raw, bytes) else raw).strip(_ENDS)
    except UnicodeDecodeError:
        return Refusal.NOT_A_CODE
    if not text.isascii() or not text.isprintable():
        return Refusal.NOT_A_CODE
    is_address = _ADDRESS.match(text) is not None
    if is_address and desk_host and _host(text) != desk_host.lower():
        return Refusal.ELSEWHERE
    try:
        return Scan(parse_code(text))
    except CodeError as error:
        if error.reason == "check":
            return Refusal.MISREAD
        return Refusal.ELSEWHERE if is_address else Refusal.NOT_A_CODE


def _host(text: str) -> str:
    try:
        return (urlsplit(text).hostname or "").lower()
    except ValueError:
        return ""


class Gate:
    """Lets the same thing through once in `same_s` seconds, and at most `burst` things in that time."""

    def __init__(self, same_s: float = 3.0, burst: int = 10, clock: Callable[[], float] = time.monotonic) -> None:
        self._same_s = same_s
        self._burst = burst
        self._clock = clock
        self._passed: list[tuple[float, Seen]] = []

    def admits(self, seen: Seen) -> bool:
        """Say whether `seen` is new enough to be handed on. A paper held before the reader is not read for ever."""
        now = self._clock()
        self._passed = [(at, what) for at, what in self._passed if now - at < self._same_s]
        if len(self._passed) >= self._burst:
            return False
        known = [index for index, (_, what) in enumerate(self._passed) if what == seen]
        if known:
            self._passed[known[0]] = (now, seen)  # still there: the time begins anew
            return False
        self._passed.append((now, seen))
        return True
