"""The audit form of a service desk (G12): what an inspector asks, with the figure that the desk itself has for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from desk.directory.models import Service
from desk.fleet.models import Alarm, Kiosk
from desk.reports import figures
from desk.reports.figures import RequestLine, Span
from language.digits import localize
from language.numbers import format_number

_PARTS = {"papers": "evidence", "ways": "steps", "prices": "costs"}


def indicators(span: Span, language: str) -> list[dict[str, str]]:
    """Return the rows `question`, `figure` of the form, in the words of a language."""
    with translation.override(language):
        rows = [
            *_guides(span, language),
            *_visits(span, language),
            *_requests(span, language),
            *_kiosks(span, language),
        ]
    return [{"question": question, "figure": figure} for question, figure in rows]


def _part(part: int, whole: int, language: str) -> str:
    if not whole:
        return "—"
    told = {"a": format_number(part, language), "b": format_number(whole, language)}
    return f"{_('%(a)s of %(b)s') % told} ({_percent(part / whole, language)})"


def _percent(share: float, language: str) -> str:
    return localize(str(round(100 * share)), language) + ("٪" if language in ("fa", "ar") else "%")


def _guides(span: Span, language: str) -> list[tuple[str, str]]:
    services = Service.objects.filter(site__in=span.sites, active=True)
    parts = {name: Count(relation, distinct=True) for name, relation in _PARTS.items()}
    rows = list(services.annotate(**parts).values(*_PARTS))
    found = {"all": len(rows), **{name: sum(row[name] > 0 for row in rows) for name in _PARTS}}
    return [
        (_("Services in the directory"), format_number(found["all"], language)),
        (_("Services whose guide names the documents"), _part(found["papers"], found["all"], language)),
        (_("Services whose guide names the steps"), _part(found["ways"], found["all"], language)),
        (_("Services whose guide names the costs"), _part(found["prices"], found["all"], language)),
    ]


def _visits(span: Span, language: str) -> list[tuple[str, str]]:
    total = figures.total(span)
    share = total.satisfied
    margin = "—"
    if share is not None:
        between = {"l": _percent(share.low, language), "h": _percent(share.high, language)}
        margin = f"{_percent(share.share, language)} ({_('%(l)s to %(h)s') % between})"
    return [
        (_("Visitors who took a ticket"), format_number(total.issued, language)),
        (_("Visitors who were served"), _part(total.served, total.issued, language)),
        (_("Visitors who gave up"), _part(total.abandoned, total.issued, language)),
        (_("Mean waiting, minutes"), _figure(total.waiting, language)),
        (_("Mean service, minutes"), _figure(total.service, language)),
        (_("Satisfied visitors, with the margin of error"), margin),
    ]


def _figure(value: float | None, language: str) -> str:
    return "—" if value is None else localize(f"{value:.1f}", language)


def _requests(span: Span, language: str) -> list[tuple[str, str]]:
    total = figures.request_total(span)
    kinds = {line.key: line for line in figures.request_report(span, "kind", language)}
    complaints, again = kinds.get("complaint"), kinds.get("re_examination")
    return [
        (_("Requests that came"), format_number(total.came, language)),
        (_("Requests settled"), _part(total.settled, total.came, language)),
        (_("Promised times that were kept"), _part(total.in_time, total.promised, language)),
        (_("Complaints settled"), _settled(complaints, language)),
        (_("Re-examinations settled"), _settled(again, language)),
    ]


def _settled(line: RequestLine | None, language: str) -> str:
    return _part(line.settled, line.came, language) if line else "—"


def _kiosks(span: Span, language: str) -> list[tuple[str, str]]:
    alarms: dict[str, Any] = {
        "kiosk__site__in": span.sites,
        "at__date__gte": span.first,
        "at__date__lte": span.last,
    }
    return [
        (_("Kiosks in use"), format_number(_kiosks_in_use(span), language)),
        (_("Alarms of kiosks"), format_number(Alarm.objects.filter(**alarms).count(), language)),
    ]


def _kiosks_in_use(span: Span) -> int:
    return Kiosk.objects.filter(site__in=span.sites, retired_at=None).count()
