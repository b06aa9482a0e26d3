"""Reports on a screen, as CSV and as a spreadsheet (E1, M1-M5, G8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk.directory.models import Poll, Site
from desk.polls.results import results
from desk.reports.aggregation import aggregate_missing, last_days
from desk.reports.export import to_csv, to_xlsx
from desk.reports.figures import GROUPS, Line, promises, report, total
from desk.staff.guards import needs, staff
from desk.staff.rights import Right

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_DAYS = 1100


class Filter(forms.Form):
    """A span of days and what to group by."""

    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    group = forms.ChoiceField(choices=[(name, name) for name in GROUPS], required=False)
    site = forms.ModelChoiceField(Site.objects.all(), required=False)


@require_GET
@needs(Right.SEE_REPORTS)
def reports(request: HttpRequest) -> HttpResponse:
    """A report by one's choice of days and group; `?format=csv` and `?format=xlsx` give it as a file."""
    user = staff(request)
    sites = [site for site in Site.objects.order_by("id") if user.has_right(Right.SEE_REPORTS, site.pk)]
    if not sites:
        return render(request, "console/reports.html", {"section": "reports"})
    form = Filter(request.GET)
    form.is_valid()
    site = form.cleaned_data.get("site") or sites[0]
    site = site if site in sites else sites[0]
    first, last = _span(site, form.cleaned_data.get("first"), form.cleaned_data.get("last"))
    group = form.cleaned_data.get("group") or "queue"
    aggregate_missing(site, first, last)
    language = (get_language() or "fa")[:2]
    lines = report(site, first, last, group, language)
    kind = request.GET.get("format")
    if kind in ("csv", "xlsx"):
        return _file(kind, lines, first, last)
    context: dict[str, Any] = {
        "section": "reports",
        "site": site,
        "sites": sites,
        "first": first,
        "last": last,
        "group": group,
        "groups": _group_names(),
        "lines": _bars(lines),
        "total": total(lines),
        "promises": promises(site, first, last),
        "polls": [(poll, *results(site, poll, first, last)) for poll in Poll.objects.filter(site=site, active=True)],
    }
    return render(request, "console/reports.html", context)


def _span(site: Site, first: date | None, last: date | None) -> tuple[date, date]:
    usual = last_days(site, 30)
    first, last = first or usual[0], last or usual[1]
    if first > last:
        first, last = last, first
    if (last - first).days > _LONGEST_DAYS:
        first = date.fromordinal(last.toordinal() - _LONGEST_DAYS)
    return first, last


def _group_names() -> list[tuple[str, str]]:
    return [
        ("queue", _("Queue")),
        ("service", _("Service")),
        ("department", _("Department")),
        ("counter", _("Counters")),
        ("operator", _("Operator")),
        ("day", _("Day")),
        ("weekday", _("Weekday")),
        ("hour", _("Hour")),
    ]


def _bars(lines: list[Line]) -> list[dict[str, Any]]:
    """Return the rows with the width of each one's bar, 0 to 100."""
    most = max((line.issued for line in lines), default=0)
    return [{**line._asdict(), "width": round(100 * line.issued / most) if most else 0} for line in lines]


def _file(kind: str, lines: list[Line], first: date, last: date) -> HttpResponse:
    head = [
        _("Name"),
        _("Tickets"),
        _("Tickets served"),
        _("Given up"),
        _("Mean waiting, minutes"),
        _("Mean service, minutes"),
    ]
    rows = [
        (line.name, line.issued, line.served, line.abandoned, _rounded(line.waiting), _rounded(line.service))
        for line in lines
    ]
    if kind == "csv":
        response = HttpResponse(to_csv(head, rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(to_xlsx("Mizban", head, rows, get_language_bidi()), content_type=_SHEET)
    response["Content-Disposition"] = f'attachment; filename="mizban-{first}-{last}.{kind}"'
    return response


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
