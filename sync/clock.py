"""Time at a kiosk whose clock may be wrong: the desk's offset, the service day, what is noted beside each fact."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sync.protocol.events import Clock

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_MAX_AGE_S = 7 * 86400


@cache
def boot_id() -> str:
    """Return the kernel's id of this boot, or `unknown` where there is none."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"


class SiteClock:
    """The wall clock, corrected by the desk's `Date` where that was measured since this process started.

    An offset belongs to the wall clock at one moment. It is kept as the desk's time against the monotonic clock, so
    that a wall clock set right (or wrong) afterwards does not bend it.
    """

    def __init__(self) -> None:
        self._desk: tuple[float, float] | None = None

    def heard(self, desk_time: datetime, round_trip_s: float = 0.0) -> None:
        """Take the desk's time of an answer that arrived now; half of the way there and back is added."""
        self._desk = (desk_time.timestamp() + round_trip_s / 2, time.monotonic())

    @property
    def trusted(self) -> bool:
        """Whether the desk's time is known well enough to decide which day it is."""
        return self._desk is not None and time.monotonic() - self._desk[1] < _MAX_AGE_S

    @property
    def offset_ms(self) -> int | None:
        """How far the desk's clock is ahead of this wall clock; None where it was never measured."""
        if self._desk is None:
            return None
        return round((self._desk_now() - time.time()) * 1000)

    def now(self) -> datetime:
        """Return the best known time, in UTC."""
        return datetime.fromtimestamp(self._desk_now() if self._desk else time.time(), UTC)

    def day(self, timezone: str) -> date:
        """Return the service day: the day at the site's zone."""
        return self.now().astimezone(ZoneInfo(timezone)).date()

    def stamp(self) -> Clock:
        """Return what is noted beside a fact, so that the desk can put a wrong clock right."""
        return Clock(boot_id=boot_id(), monotonic=round(time.monotonic(), 3), offset_ms=self.offset_ms)

    def _desk_now(self) -> float:
        known = self._desk
        if known is None:
            return time.time()
        then, monotonic = known
        return then + time.monotonic() - monotonic


def wall_now() -> datetime:
    """Return the wall clock as it is, in UTC: `occurred_at` is never rewritten at the kiosk."""
    return datetime.now(UTC)


def parse_http_date(text: str) -> datetime | None:
    """Return an HTTP `Date` (RFC 9110) as UTC, or None where it is none."""
    try:
        return datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC) + timedelta(milliseconds=500)
    except ValueError:
        return None
