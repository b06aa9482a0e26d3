"""Whether the office is open now, until when, and when it opens next (HSDS schedules of the site)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sync.protocol.base import Text
from sync.protocol.places import Hours, Weekday

_DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LOOK_AHEAD_DAYS = 31


@dataclass(frozen=True)
class Opening:
    """`open` now; `until`: the closing hour today; `next_open`: when it opens next; `note` says why."""

    open: bool
    until: time | None = None
    next_open: datetime | None = None
    note: Text | None = None


def weekday(day: date) -> Weekday:
    """Return the weekday's key in opening hours."""
    return _DAYS[day.weekday()]


def spans(hours: Hours, day: date) -> tuple[list[tuple[time, time]], Text | None]:
    """Return the spans of opening on `day`, in order, and the note of an exceptional day."""
    for exception in hours.exceptions:
        if exception.date == day:
            if exception.opens is None or exception.closes is None:
                return [], exception.note
            return [(_hour(exception.opens), _hour(exception.closes))], exception.note
    key = weekday(day)
    found = [(_hour(span.opens), _hour(span.closes)) for span in hours.regular if key in span.days]
    return sorted(found), None


def opening(hours: Hours, now: datetime) -> Opening:
    """Return the state at `now`, an aware time at the site. An office without hours counts as open without an end."""
    if not hours.regular and not hours.exceptions:
        return Opening(open=True)
    today, note = spans(hours, now.date())
    for opens, closes in today:
        if opens <= now.time() < closes:
            return Opening(open=True, until=closes, note=note)
    return Opening(open=False, next_open=_next(hours, now), note=note)


def _next(hours: Hours, now: datetime) -> datetime | None:
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = now.date() + timedelta(days=ahead)
        for opens, _ in spans(hours, day)[0]:
            moment = datetime.combine(day, opens, tzinfo=now.tzinfo)
            if moment > now:
                return moment
    return None


def _hour(text: str) -> time:
    return time.fromisoformat(text)
