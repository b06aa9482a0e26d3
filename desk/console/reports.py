"""Reports on a screen, as CSV and as a spreadsheet (E1, M1-M5, G8)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk.casework.models import Kind
from desk.console import report_form
from desk.console.report_form import Asked
from desk.directory.models import Department, Poll, Service
from desk.polls.results import results
from desk.reports import charts, figures
from desk.reports.aggregation import for_a_page
from desk.reports.export import Value, to_csv, to_xlsx
from desk.reports.names import weekday
from desk.staff.guards import needs, staff
from desk.staff.rights import Right
from language.digits import localize
from language.numbers import format_number

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@needs(Right.SEE_REPORTS)
def reports(request: HttpRequest) -> HttpResponse:
    """A report by one's choice of days, filters and group; `?format=csv` and `?format=xlsx` give it as a file."""
    asked = report_form.read(request, staff(request))
    if asked is None:
        return render(request, "console/reports.html", {"section": "reports"})
    missing = for_a_page(asked.span.sites, asked.span.first, asked.span.last)
    language = (get_language() or "fa")[:2]
    on_tickets, on_requests = asked.group in figures.GROUPS, asked.group in figures.REQUEST_GROUPS
    lines = figures.report(asked.span, asked.group, language) if on_tickets else []
    request_lines = figures.request_report(asked.span, asked.group, language) if on_requests else []
    kind = request.GET.get("format", "")
    if kind in ("csv", "xlsx") and not missing:
        return _file(kind, asked, lines, request_lines)
    context: dict[str, Any] = {
        "section": "reports",
        "asked": asked,
        "missing": missing,
        "groups": group_names(),
        "on_tickets": on_tickets,
        "on_requests": on_requests,
        "lines": _bars(lines, "issued"),
        "request_lines": _bars(request_lines, "came"),
        "charts": _charts(asked, lines, language),
        "total": figures.total(asked.span),
        "requests": figures.request_total(asked.span),
        "late": figures.late_now(asked.span),
        "peaks": _peaks(asked, language),
        "polls": _polls(asked),
        **_choices(asked),
    }
    # Of a file nobody would see later that something was missing: the page says so, and fetches it when it is whole.
    status = 503 if kind and missing else 200
    return render(request, "console/reports.html", context, status=status)


def group_names() -> list[tuple[str, str]]:
    """Return what a report may be grouped by, with its name."""
    return [
        ("queue", _("Queue")),
        ("service", _("Service")),
        ("department", _("Department")),
        ("counter", _("Counters")),
        ("operator", _("Operator")),
        ("kind", _("Kind of request")),
        ("site", _("Site")),
        ("day", _("Day")),
        ("month", _("Month")),
        ("weekday", _("Weekday")),
        ("hour", _("Hour")),
    ]


def _choices(asked: Asked) -> dict[str, Any]:
    departments = Department.objects.filter(site__in=asked.span.sites, active=True)
    services = Service.objects.filter(site__in=asked.span.sites, active=True)
    return {"departments": departments, "services": services, "kinds": Kind.choices}


def _bars(lines: list[Any], column: str) -> list[dict[str, Any]]:
    """Return the rows with the width of each one's bar, 0 to 100."""
    most = max((getattr(line, column) for line in lines), default=0)
    return [{"line": line, "width": round(100 * getattr(line, column) / most) if most else 0} for line in lines]


def _charts(asked: Asked, lines: list[figures.Line], language: str) -> list[charts.Chart]:
    if asked.group not in figures.TIMES or len(lines) < 2:
        return []
    rtl = get_language_bidi()
    tickets = [(line.name, line.issued, line.abandoned, format_number(line.issued, language)) for line in lines]
    waits = [
        (line.name, line.waiting or 0, 0, localize(str(round(line.waiting)), language) if line.waiting else "")
        for line in lines
    ]
    return [
        charts.columns(_("Tickets; the light part was given up"), tickets, rtl),
        charts.columns(_("Mean waiting, minutes"), waits, rtl),
    ]


def _peaks(asked: Asked, language: str) -> dict[str, Any] | None:
    counts = figures.peaks(asked.span)
    busy = [hour for hour in range(24) if any(row[hour] for row in counts)]
    if not busy:
        return None
    hours = range(busy[0], busy[-1] + 1)
    rows = charts.heat([[row[hour] for hour in hours] for row in counts])
    return {
        "hours": [localize(str(hour), language) for hour in hours],
        "rows": [(weekday(index, language), row) for index, row in enumerate(rows)],
    }


def _polls(asked: Asked) -> list[Any]:
    """Return what polls say of the site; the head of a unit sees the unit's satisfaction in the tables alone."""
    if asked.span.departments is not None or asked.chosen is None:
        return []
    polls = Poll.objects.filter(site=asked.chosen, active=True).prefetch_related("questions")
    return [(poll, *results(asked.chosen, poll, asked.span.first, asked.span.last)) for poll in polls]


def _file(kind: str, asked: Asked, lines: list[figures.Line], request_lines: list[figures.RequestLine]) -> HttpResponse:
    if asked.group in figures.GROUPS:
        head, rows = ticket_table(lines)
        if request_lines:
            more, others = request_table(request_lines)
            rows = [*rows, [], list[Value](more), *others]
    else:
        head, rows = request_table(request_lines)
    return file_response(kind, f"mizban-{asked.span.first}-{asked.span.last}", head, rows)


def ticket_table(lines: list[figures.Line]) -> tuple[list[str], list[list[Value]]]:
    """Return head and rows of a table on tickets."""
    head = [
        _("Name"),
        _("Tickets"),
        _("Tickets served"),
        _("Given up"),
        _("Mean waiting, minutes"),
        _("Mean service, minutes"),
        _("Answers to the poll"),
        _("Satisfied, percent"),
        _("From"),
        _("Until"),
    ]
    rows: list[list[Value]] = []
    for line in lines:
        good = line.satisfied
        counts: list[Value] = [line.name, line.issued, line.served, line.abandoned]
        counts += [rounded(line.waiting), rounded(line.service), good.n if good else 0]
        rows.append([*counts, *(rounded(100 * part) for part in good[1:])] if good else counts)
    return head, rows


def request_table(lines: list[figures.RequestLine]) -> tuple[list[str], list[list[Value]]]:
    """Return head and rows of a table on requests."""
    head = [
        _("Name"),
        _("Requests"),
        _("Settled"),
        _("Rejected"),
        _("With a promised time"),
        _("Promises kept"),
        _("Mean time to the answer, hours"),
    ]
    return head, [[*line[1:7], rounded(line.hours)] for line in lines]


def file_response(kind: str, name: str, head: list[str], rows: list[list[Value]]) -> HttpResponse:
    """Return a table as a file to be saved."""
    if kind == "csv":
        response = HttpResponse(to_csv(head, rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(to_xlsx("Mizban", head, rows, get_language_bidi()), content_type=SHEET)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def rounded(value: float | None) -> float | None:
    """Return a figure with one place after the point."""
    return None if value is None else round(value, 1)
