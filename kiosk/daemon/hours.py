"""Opening hours of the site, for a kiosk that the desk tells nothing, and for promises."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sync.protocol.catalogue import Catalogue

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EARLY = timedelta(hours=1)
"""Visitors stand in line before the doors open, and are served after they close."""


def open_span(catalogue: Catalogue, day: date) -> tuple[time, time] | None:
    """Return the first opening and the last closing of `day` at the site; None where it is closed."""
    hours = catalogue.site.hours
    for special in hours.exceptions:
        if special.date == day:
            if special.opens is None or special.closes is None:
                return None
            return time.fromisoformat(special.opens), time.fromisoformat(special.closes)
    if not hours.regular:
        return time(0, 0), time(23, 59)
    spans = [item for item in hours.regular if WEEKDAYS[day.weekday()] in item.days]
    if not spans:
        return None
    return time.fromisoformat(min(item.opens for item in spans)), time.fromisoformat(max(item.closes for item in spans))


def takes_tickets(catalogue: Catalogue, now: datetime) -> bool:
    """Whether the site is open at `now` (any zone), or within an hour of it."""
    zone = ZoneInfo(catalogue.site.timezone)
    local = now.astimezone(zone)
    span = open_span(catalogue, local.date())
    if span is None:
        return False
    opens = datetime.combine(local.date(), span[0], zone)
    closes = datetime.combine(local.date(), span[1], zone)
    return opens - EARLY <= local <= closes + EARLY


def closing(catalogue: Catalogue, day: date) -> datetime | None:
    """Return when the site closes on `day`, at its zone; None where it does not open."""
    span = open_span(catalogue, day)
    return None if span is None else datetime.combine(day, span[1], ZoneInfo(catalogue.site.timezone))


def open_day_from(catalogue: Catalogue, day: date) -> date:
    """Return `day`, or the first open day after it; `day` itself where none of the next sixty is open."""
    for ahead in range(60):
        if open_span(catalogue, day + timedelta(days=ahead)) is not None:
            return day + timedelta(days=ahead)
    return day


def after_working_days(catalogue: Catalogue, day: date, count: int) -> date:
    """Return the day on which `count` working days after `day` have passed."""
    for _one in range(count):
        day = open_day_from(catalogue, day + timedelta(days=1))
    return day
