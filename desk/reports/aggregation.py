"""Which days want their figures put together, and doing it; each kind of figure has a file of its own.

A past day is put together once, and anew when a fact of it arrives late or changes; today at most every half minute.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils import timezone

from desk.directory.days import service_day
from desk.directory.models import Site
from desk.reports import poll_figures, request_figures, ticket_figures
from desk.reports.models import AggregatedDay, DayFigure, DayTotal, PollFigure, RequestFigure, What

_FRESH = timedelta(seconds=30)
_TURN_SECONDS = 10.0
_MAKERS: dict[What, tuple[type[models.Model], Callable[[Site, date], list[Any]]]] = {
    What.TICKETS: (DayFigure, ticket_figures.figures_of),
    What.REQUESTS: (RequestFigure, request_figures.figures_of),
    What.POLLS: (PollFigure, poll_figures.figures_of),
}


def aggregate(site: Site, day: date, what: What = What.TICKETS) -> None:
    """Put a day's figures together anew. The site's row is locked: of two at once, the second does it again."""
    model, figures_of = _MAKERS[what]
    with transaction.atomic():
        Site.objects.select_for_update(no_key=True).get(pk=site.pk)
        now = timezone.now()
        rows = figures_of(site, day)
        model._default_manager.filter(site=site, day=day).delete()
        model._default_manager.bulk_create(rows, batch_size=500)
        if what is What.TICKETS:
            DayTotal.objects.filter(site=site, day=day).delete()
            DayTotal.objects.bulk_create(ticket_figures.totals_of(rows), batch_size=500)
        AggregatedDay.objects.update_or_create(site=site, day=day, what=what, defaults={"made_at": now})


_AT_ONCE = 20
"""Figures put together in one transaction."""


def aggregate_missing(site: Site, first: date, last: date, seconds: float = math.inf) -> int:
    """Put together what is missing or out of date from `first` to `last`, the newest first; return how many days of
    figures. After so many `seconds` the rest is left for the next time."""
    end = time.monotonic() + seconds
    request_figures.note_changes()
    last = min(last, service_day(site))
    rows = AggregatedDay.objects.filter(site=site, day__range=(first, last))
    made = {(what, day): at for what, day, at in rows.values_list("what", "day", "made_at")}
    first = max(first, _beginning(site, last))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    waiting = [(what, day) for day in days for what in What if not _stands(site, day, made.get((what, day)))]
    # A commit waits for the disk: two years of days would wait two thousand times.
    waiting.reverse()
    for begin in range(0, len(waiting), _AT_ONCE):
        if time.monotonic() > end:
            return begin
        with transaction.atomic():
            for what, day in waiting[begin : begin + _AT_ONCE]:
                aggregate(site, day, what)
    return len(waiting)


def _beginning(site: Site, last: date) -> date:
    """Return the first day of which there can be figures: before the first fact nothing need be put together."""
    found = [day for module in (ticket_figures, request_figures, poll_figures) if (day := module.first_day(site))]
    return min(found, default=last)


def _stands(site: Site, day: date, made_at: datetime | None) -> bool:
    if made_at is None:
        return False
    over = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(site.timezone))
    return made_at >= over or (timezone.now() < over and timezone.now() - made_at < _FRESH)


def forget(site_id: int, day: date, what: What = What.TICKETS) -> None:
    """A fact of that day came or changed: its figures are put together again when they are next asked for."""
    AggregatedDay.objects.filter(site_id=site_id, day=day, what=what).delete()


def last_days(site: Site, count: int) -> tuple[date, date]:
    """Return the first and last of the `count` days that end today."""
    today = service_day(site)
    return today - timedelta(days=count - 1), today


def refresh() -> str:
    """Put together what is missing of the last 400 days at every site: a job, which never holds up the others long."""
    sites = Site.objects.order_by("id")
    count = sum(aggregate_missing(site, *last_days(site, 400), _TURN_SECONDS) for site in sites)
    return f"{count} days of figures put together"
