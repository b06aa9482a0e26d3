"""The figures of the requests that came on a day. A request changes for weeks: each act on it makes its day stale."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Min

from desk.casework.models import SETTLED, Request, RequestAction, State
from desk.directory.models import Site
from desk.reports.models import AggregatedDay, Cursor, RequestFigure, What

_FIELDS = ("submitted_at", "kind", "service_id", "department_id", "assigned_to_id", "state", "state_at", "promised_at")
_SUMS = ("came", "settled", "rejected", "promised", "in_time", "answer_seconds")
_OVERLAP = 200
"""Acts looked at once more: on PostgreSQL a lower number may become visible after a higher one."""


def day_span(site: Site, first: date, last: date) -> tuple[datetime, datetime]:
    """Return the first moment of `first` and of the day after `last` on the site's clock."""
    zone = ZoneInfo(site.timezone)
    midnight = datetime.min.time()
    return datetime.combine(first, midnight, zone), datetime.combine(last + timedelta(days=1), midnight, zone)


def first_day(site: Site) -> date | None:
    """Return the day of the first request."""
    found = Request.objects.filter(site=site).aggregate(first=Min("submitted_at"))["first"]
    return found.astimezone(ZoneInfo(site.timezone)).date() if found else None


def note_changes() -> None:
    """Make stale every day of whose requests something was done since this was last called."""
    with transaction.atomic():
        Cursor.objects.get_or_create(name="requests")
        cursor = Cursor.objects.select_for_update().get(name="requests")
        newest = RequestAction.objects.aggregate(newest=Max("id"))["newest"] or 0
        if newest == cursor.last_id:
            return
        acts = RequestAction.objects.filter(id__gt=cursor.last_id - _OVERLAP, id__lte=newest)
        zones = {site.pk: ZoneInfo(site.timezone) for site in Site.objects.all()}
        rows = acts.order_by().values_list("request__site_id", "request__submitted_at").distinct()
        days: dict[int, set[date]] = defaultdict(set)
        for site_id, at in rows.iterator(5000):
            days[site_id].add(at.astimezone(zones[site_id]).date())
        for site_id, found in days.items():
            AggregatedDay.objects.filter(site_id=site_id, what=What.REQUESTS, day__in=found).delete()
        cursor.last_id = newest
        cursor.save()


def store(site: Site, day: date) -> None:
    """Put the figures of one day together anew."""
    rows = figures_of(site, day)
    RequestFigure.objects.filter(site=site, day=day).delete()
    RequestFigure.objects.bulk_create(rows, batch_size=500)


def figures_of(site: Site, day: date) -> list[RequestFigure]:
    """Return the figures of the requests that came on one day."""
    zone = ZoneInfo(site.timezone)
    start, end = day_span(site, day, day)
    sums: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(_SUMS, 0))
    rows = Request.objects.filter(site=site, submitted_at__gte=start, submitted_at__lt=end).values_list(*_FIELDS)
    for at, kind, service, department, operator, state, state_at, promised in rows.iterator(5000):
        figure = sums[(at.astimezone(zone).hour, kind, service, department, operator)]
        figure["came"] += 1
        if state not in SETTLED:
            continue
        figure["settled"] += 1
        figure["rejected"] += state == State.REJECTED
        figure["answer_seconds"] += max(0, int((state_at - at).total_seconds()))
        if promised is not None:
            figure["promised"] += 1
            figure["in_time"] += state_at <= promised
    return [
        RequestFigure(
            site=site,
            day=day,
            hour=hour,
            kind=kind,
            service_id=service,
            department_id=department,
            operator_id=operator,
            **figure,
        )
        for (hour, kind, service, department, operator), figure in sums.items()
    ]
