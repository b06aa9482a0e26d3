"""Proof of play: what was shown, where and how often; the same as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from desk.directory.models import Site
from desk.signage import proof
from desk.signage.models import PlayProof
from desk.signage.views.common import frame, site_of
from desk.staff.guards import needs
from desk.staff.rights import Right

_COLUMNS = (
    *("kiosk", "role", "playlist", "item", "name", "sha256"),
    *("started_at", "ended_at", "plays", "complete", "seconds", "content_version"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_GET
@needs(Right.EDIT_CONTENT, Right.SEE_REPORTS)
def report(request: HttpRequest) -> HttpResponse:
    """Sums by item over a span of days; a week where none is asked for."""
    site = site_of(request, _right(request))
    since, until = _span(request, site)
    context = {"rows": proof.sums(site, since, until), "since": since, "until": until - timedelta(days=1)}
    return render(request, "signage/proof.html", {**frame(site, "proof"), **context})


@require_GET
@needs(Right.EDIT_CONTENT, Right.SEE_REPORTS)
def export(request: HttpRequest) -> HttpResponse:
    """Every report as CSV (RFC 4180, UTF-8 with a mark so that office programs know it)."""
    site = site_of(request, _right(request))
    since, until = _span(request, site)
    found = proof.rows(site, since, until).select_related("kiosk").order_by("started_at")
    response = HttpResponse("".join(_lines(found.iterator(chunk_size=1000))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="proof-{since:%Y%m%d}.csv"'
    return response


def _right(request: HttpRequest) -> Right:
    user = request.user
    editor = getattr(user, "has_right", lambda right: False)(Right.EDIT_CONTENT)
    return Right.EDIT_CONTENT if editor else Right.SEE_REPORTS


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(rows: Iterator[PlayProof]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(_COLUMNS))
    for row in rows:
        values = [row.kiosk.number, *(getattr(row, name) for name in _COLUMNS[1:])]
        yield str(writer.writerow([_plain(value) for value in values]))


def _plain(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _span(request: HttpRequest, site: Site) -> tuple[datetime, datetime]:
    zone = ZoneInfo(site.timezone)
    today = timezone.now().astimezone(zone).date()
    first = _day(request.GET.get("since", "")) or today - timedelta(days=6)
    last = _day(request.GET.get("until", "")) or today
    if not first <= last <= first + timedelta(days=400):
        first, last = today - timedelta(days=6), today
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
