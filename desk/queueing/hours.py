"""Whether a line gives tickets now: what staff said of it, else the opening hours of its unit or of the site."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal, NamedTuple

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from desk.audit.log import record
from desk.directory.days import local
from desk.directory.models import Queue, Site
from desk.queueing.models import QueueSwitch
from desk.staff.models import User
from sync.protocol.places import Hours, Weekday

_DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Why = Literal["staff", "hours"]


class Openness(NamedTuple):
    """Whether a line is open, and who says so; `until` is when staff's word ends."""

    open: bool
    why: Why
    until: datetime | None = None


def open_lines(site: Site) -> dict[int, Openness]:
    """Return the openness of every line of a site, by primary key."""
    now = timezone.now()
    current = Q(until=None) | Q(until__gt=now)
    said = {row.queue_id: row for row in QueueSwitch.objects.filter(current, queue__site=site)}
    lines = Queue.objects.filter(site=site, active=True).select_related("room__department")
    there = local(site, now)
    found = {}
    for line in lines:
        row = said.get(line.pk)
        if row is not None:
            found[line.pk] = Openness(row.open, "staff", row.until)
        else:
            found[line.pk] = Openness(not settings.CONFIG.follow_hours or _by_hours(site, line, there), "hours")
    return found


def _by_hours(site: Site, line: Queue, there: datetime) -> bool:
    """An exceptional day of the site closes everything; else a unit's own hours go before the site's."""
    whole = Hours.model_validate(site.hours or {})
    unit = line.room.department
    own = Hours.model_validate(unit.hours) if unit is not None and unit.hours else None
    if own is None or any(exception.date == there.date() for exception in whole.exceptions):
        return is_open(whole, there)
    return is_open(own, there)


def is_open(hours: Hours, there: datetime) -> bool:
    """Return whether hours hold at a moment of the place; who has none is always open."""
    if not hours.regular and not hours.exceptions:
        return True
    return any(opens <= there.time() < closes for opens, closes in _spans(hours, there.date()))


def _spans(hours: Hours, day: date) -> list[tuple[time, time]]:
    for exception in hours.exceptions:
        if exception.date == day:
            if exception.opens is None or exception.closes is None:
                return []
            return [(time.fromisoformat(exception.opens), time.fromisoformat(exception.closes))]
    weekday = _DAYS[day.weekday()]
    return [
        (time.fromisoformat(span.opens), time.fromisoformat(span.closes))
        for span in hours.regular
        if weekday in span.days
    ]


def switch(line: Queue, user: User, how: str) -> None:
    """Close a line for today (`close`), open it for today whatever the hours say (`open`), or let hours rule (`auto`).

    Raises `ValueError` for any other word.
    """
    if how not in ("open", "close", "auto"):
        raise ValueError(how)
    if how == "auto":
        QueueSwitch.objects.filter(queue=line).delete()
    else:
        end = local(line.site, timezone.now()).replace(hour=23, minute=59, second=59, microsecond=0)
        values = {"open": how == "open", "until": end, "changed_by": user}
        QueueSwitch.objects.update_or_create(queue=line, defaults=values)
    record(user, f"queue.{how}", f"queue:{line.slug}")
