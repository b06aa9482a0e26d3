"""Results and their service levels: what was given in a span of days, who was early and who late (G2)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from desk.casework.levels import by_person, by_result
from desk.console.alerts import sites_of
from desk.console.moments import read_date
from desk.directory.days import service_day
from desk.staff.guards import needs, staff
from desk.staff.rights import Right

_USUAL_DAYS = 30


@require_GET
@needs(Right.SEE_REPORTS)
def levels(request: HttpRequest) -> HttpResponse:
    """By result and by member of staff, over the days asked for; the last thirty else."""
    sites = sites_of(staff(request), Right.SEE_REPORTS)
    wanted = request.GET.get("site", "")
    site = next((one for one in sites if str(one.pk) == wanted), sites[0] if sites else None)
    if site is None:
        return render(request, "console/levels.html", {"site": None, "section": "levels"})
    last = _day(request.GET.get("last", "")) or service_day(site)
    first = min(_day(request.GET.get("first", "")) or last - timedelta(days=_USUAL_DAYS - 1), last)
    zone = ZoneInfo(site.timezone)
    span = (datetime.combine(first, time.min, zone), datetime.combine(last, time.max, zone))
    context = {
        "site": site,
        "sites": sites,
        "first": first,
        "last": last,
        "results": by_result(site, *span),
        "people": by_person(site, *span),
        "section": "levels",
    }
    return render(request, "console/levels.html", context)


def _day(text: str) -> date | None:
    try:
        return read_date(text)
    except ValueError:
        return None
