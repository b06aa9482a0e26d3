"""The six-monthly report and its audit form (G12): halves of the Jalali year, Farvardin–Shahrivar and Mehr–Esfand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import jdatetime

from desk.directory.days import service_day
from desk.directory.models import Site
from desk.jobs.running import again
from desk.reports.aggregation import aggregate_missing
from desk.reports.audit_form import indicators
from desk.reports.figures import Span
from desk.reports.models import DayTotal, RequestFigure, WrittenReport
from desk.reports.written import write
from desk.staff.language import STAFF_LANGUAGES

TICKETS = ("month", "department", "service", "weekday", "hour")
REQUESTS = ("month", "kind", "department", "service")
_BACK = 2


class HalfYear(NamedTuple):
    """A half of a Jalali year: 1 or 2."""

    year: int
    half: int

    @property
    def first(self) -> date:
        """Return its first day."""
        found: date = jdatetime.date(self.year, 1 if self.half == 1 else 7, 1).togregorian()
        return found

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> HalfYear:
        """Return the half after it."""
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def before(self) -> HalfYear:
        """Return the half before it."""
        return HalfYear(self.year - 1, 2) if self.half == 1 else HalfYear(self.year, 1)


def half_of(day: date) -> HalfYear:
    """Return the half in which a day lies."""
    found = jdatetime.date.fromgregorian(date=day)
    return HalfYear(found.year, 1 if found.month <= 6 else 2)


def write_missing() -> str:
    """Write the reports of the halves that are over: a job."""
    written = 0
    for site in Site.objects.order_by("id"):
        half = half_of(service_day(site)).before
        for _ in range(_BACK):
            written += _write(site, half)
            half = half.before
    return f"{written} six-monthly reports written" if written else ""


def _write(site: Site, half: HalfYear) -> bool:
    if WrittenReport.objects.filter(site=site, kind=WrittenReport.Kind.HALF_YEAR, first=half.first).exists():
        return False
    if aggregate_missing(site, half.first, half.last, 0).left:
        again("six-monthly-reports", timedelta(minutes=1))  # meanwhile the job of the figures goes on
        return False
    where = {"site": site, "day__range": (half.first, half.last)}
    if not (DayTotal.objects.filter(**where).exists() or RequestFigure.objects.filter(**where).exists()):
        return False
    span = Span((site,), half.first, half.last)
    more = {language: {"audit": indicators(span, language)} for language in STAFF_LANGUAGES}
    write(site, WrittenReport.Kind.HALF_YEAR, half.first, half.last, TICKETS, REQUESTS, more)
    return True
