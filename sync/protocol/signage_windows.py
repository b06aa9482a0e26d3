"""When a window of a schedule is open: by what the clock on the wall shows, whatever that clock does at night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sync.protocol.places import Weekday
from sync.protocol.signage import Window

_DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
HORIZON = timedelta(days=8)
"""Changes are looked for so far ahead: a week and the night after it."""


def is_open(window: Window, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether `now` (aware) lies in `window` at a site in `zone`."""
    local = now.astimezone(zone)
    clock = local.time().replace(tzinfo=None, fold=0)
    today, yesterday = local.date(), _before(local.date())
    if window.from_time is None or window.until_time is None:
        return _holds(window, today)
    begins, ends = _clock(window.from_time), _clock(window.until_time)
    if begins < ends:
        return _holds(window, today) and begins <= clock < ends
    return (_holds(window, today) and clock >= begins) or (_holds(window, yesterday) and clock < ends)


def edges(window: Window, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the moments (UTC) after `now` and within the horizon at which the window may open or close, in no order."""
    if window.always:
        return
    first = now.astimezone(zone).date()
    times = {time(0), *(_clock(text) for text in (window.from_time, window.until_time) if text)}
    for offset in range(-1, HORIZON.days + 1):
        try:
            day = first + timedelta(days=offset)
        except OverflowError:
            continue
        for clock in times:
            yield from (moment for moment in _moments(day, clock, zone) if now < moment <= now + HORIZON)


def clock_changes(now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the moments (UTC) within the horizon at which the site's clock is put forward or back."""
    low = now.astimezone(UTC)
    for _ in range(HORIZON.days):
        high = low + _DAY
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            yield _change(low, high, zone)
        low = high


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _moments(day: date, clock: time, zone: ZoneInfo) -> set[datetime]:
    """Return the moments at which the wall may show `clock` on `day`: two where the hour is repeated."""
    return {datetime.combine(day, clock, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)}


def _holds(window: Window, day: date | None) -> bool:
    """Tell whether a span may begin on `day`."""
    if day is None:
        return False
    if (window.starts and day < window.starts) or (window.ends and day > window.ends):
        return False
    return not window.days or _DAYS[day.weekday()] in window.days


def _before(day: date) -> date | None:
    return day - _DAY if day > date.min else None


def _clock(text: str) -> time:
    return time(int(text[:2]), int(text[3:]))
