"""Reports that wrote themselves: of each day, and of six months with the audit form (O13, G12)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk.console.reports import file_response, group_names, rounded
from desk.reports.export import Value
from desk.reports.half_year import half_of
from desk.reports.models import WrittenReport
from desk.reports.scope import departments_of, sites_of
from desk.staff.guards import needs, require, staff
from desk.staff.language import STAFF_LANGUAGES
from desk.staff.rights import Right

_LONGEST = 20
"""Rows shown of one table; the file has them all."""


def _listed(request: HttpRequest, kind: str, template: str) -> HttpResponse:
    sites = [site for site in sites_of(staff(request)) if departments_of(staff(request), [site]) is None]
    rows = WrittenReport.objects.filter(site__in=sites, kind=kind).select_related("site").defer("body")
    page = Paginator(rows, 31).get_page(request.GET.get("page"))
    for row in page:
        row.half = half_of(row.first)  # type: ignore[attr-defined]
    return render(request, template, {"page": page, "section": "reports", "many": len(sites) > 1})


@require_GET
@needs(Right.SEE_REPORTS)
def daily(request: HttpRequest) -> HttpResponse:
    """The daily reports, newest first."""
    return _listed(request, WrittenReport.Kind.DAILY, "console/daily_reports.html")


@require_GET
@needs(Right.SEE_REPORTS)
def half_years(request: HttpRequest) -> HttpResponse:
    """The six-monthly reports, newest first."""
    return _listed(request, WrittenReport.Kind.HALF_YEAR, "console/half_years.html")


@require_GET
@needs(Right.SEE_REPORTS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One report, to be read, printed, or saved by `?format=csv` and `?format=xlsx`."""
    row = get_object_or_404(WrittenReport.objects.select_related("site"), pk=pk)
    user = staff(request)
    require(user, Right.SEE_REPORTS, row.site_id)
    if departments_of(user, [row.site]) is not None:
        raise PermissionDenied  # it is of the whole site, and the head of a unit sees the unit
    language = (get_language() or "fa")[:2]
    body = row.body[language if language in STAFF_LANGUAGES else "fa"]
    kind = request.GET.get("format")
    if kind in ("csv", "xlsx"):
        return file_response(kind, f"mizban-{row.kind}-{row.first}", [_("Name"), *_head()], _rows(body))
    names = dict(group_names())
    context: dict[str, Any] = {
        "row": row,
        "half": half_of(row.first),
        "section": "reports",
        "tab": row.kind,
        "total": body["total"],
        "requests": body["requests"],
        "late": body["late"],
        "ticket_tables": [(names[group], _shown(lines, "issued")) for group, lines in body["tickets"].items() if lines],
        "request_tables": [
            (names[group], _shown(lines, "came")) for group, lines in body["on_requests"].items() if lines
        ],
        "polls": body["polls"],
        "slowest": _slowest(body["tickets"].get("service", [])),
        "audit": body.get("audit"),
    }
    return render(request, "console/written.html", context)


def _shown(lines: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    most = max((line[column] for line in lines), default=0)
    rows = [{"line": line, "width": round(100 * line[column] / most) if most else 0} for line in lines]
    return rows[: max(_LONGEST, 24)]


def _slowest(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the services that took longest (M1): of those served often enough to say so."""
    often = [line for line in lines if line["service"] is not None and line["served"] >= 5]
    return sorted(often, key=lambda line: -line["service"])[:5]


def _head() -> list[str]:
    return [
        _("Tickets"),
        _("Tickets served"),
        _("Given up"),
        _("Mean waiting, minutes"),
        _("Mean service, minutes"),
        _("Requests"),
        _("Settled"),
        _("Promises kept"),
    ]


def _rows(body: dict[str, Any]) -> list[list[Value]]:
    names = dict(group_names())
    rows: list[list[Value]] = [_ticket_row(_("Everything"), body["total"])]
    for group, lines in body["tickets"].items():
        rows += [[], [names[group]], *(_ticket_row(line["name"], line) for line in lines)]
    for group, lines in body["on_requests"].items():
        rows += [[], [f"{_('Requests')}: {names[group]}"]]
        rows += [[line["name"], *[None] * 5, line["came"], line["settled"], line["in_time"]] for line in lines]
    rows += [[], *([item["question"], item["figure"]] for item in body.get("audit", ()))]
    return rows


def _ticket_row(name: str, line: dict[str, Any]) -> list[Value]:
    counts = [line["issued"], line["served"], line["abandoned"]]
    return [name, *counts, rounded(line["waiting"]), rounded(line["service"])]
