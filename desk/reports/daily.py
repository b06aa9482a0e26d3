"""The daily report, which writes itself (O13): every past day on which something happened, in the night after it."""

from __future__ import annotations

from datetime import date, timedelta

from desk.directory.days import service_day
from desk.directory.models import Site
from desk.reports.aggregation import aggregate_missing
from desk.reports.models import DayTotal, RequestFigure, WrittenReport
from desk.reports.written import write

TICKETS = ("department", "service", "counter", "operator", "hour")
REQUESTS = ("kind", "department")
_BACK = 14
"""So many days are written after the desk was off; kiosks that were long without network bring late facts."""


def write_missing() -> str:
    """Write what is missing: a job."""
    written = 0
    for site in Site.objects.order_by("id"):
        today = service_day(site)
        days = [today - timedelta(days=back) for back in range(_BACK, 0, -1)]
        known = set(_known(site, days[0]))
        missing = [day for day in days if day not in known]
        if not missing:
            continue
        aggregate_missing(site, missing[0], missing[-1])
        for day in missing:
            if _busy(site, day):
                write(site, WrittenReport.Kind.DAILY, day, day, TICKETS, REQUESTS)
                written += 1
    return f"{written} daily reports written" if written else ""


def _known(site: Site, since: date) -> list[date]:
    rows = WrittenReport.objects.filter(site=site, kind=WrittenReport.Kind.DAILY, first__gte=since)
    return list(rows.values_list("first", flat=True))


def _busy(site: Site, day: date) -> bool:
    return (
        DayTotal.objects.filter(site=site, day=day).exists()
        or RequestFigure.objects.filter(site=site, day=day).exists()
    )
