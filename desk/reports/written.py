"""What a report that writes itself holds: plain data in both languages of the staff, the same for ever.

body = {"fa": {"total": …, "requests": …, "late": n, "tickets": {group: [line…]}, "on_requests": {group: [line…]},
               "polls": [{"name", "answers", "asked", "questions": [{"text", "satisfied", "reasons"}]}], …}, "en": …}
A line is `figures.Line` or `figures.RequestLine` as a dict; its share a dict of n, share, low, high.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation

from desk.directory.fields import in_language
from desk.directory.models import Poll, Site
from desk.polls.results import results
from desk.polls.wilson import Share
from desk.reports import figures
from desk.reports.aggregation import aggregate_missing
from desk.reports.figures import Span
from desk.reports.models import WrittenReport
from desk.staff.language import STAFF_LANGUAGES


def write(
    site: Site,
    kind: str,
    first: date,
    last: date,
    tickets: Sequence[str],
    requests: Sequence[str],
    more: dict[str, dict[str, Any]] | None = None,
) -> WrittenReport:
    """Write a report of a span; one that is written already is returned as it stands. `more` is added by language."""
    aggregate_missing(site, first, last)
    span = Span((site,), first, last)
    body = {}
    for language in STAFF_LANGUAGES:
        with translation.override(language):
            body[language] = {**_body(span, tickets, requests, language), **(more or {}).get(language, {})}
    row, _ = WrittenReport.objects.get_or_create(
        site=site, kind=kind, first=first, defaults={"last": last, "made_at": timezone.now(), "body": body}
    )
    return row


def _body(span: Span, tickets: Sequence[str], requests: Sequence[str], language: str) -> dict[str, Any]:
    return {
        "total": plain(figures.total(span)),
        "requests": plain(figures.request_total(span)),
        "late": figures.late_now(span),
        "tickets": {name: [plain(line) for line in figures.report(span, name, language)] for name in tickets},
        "on_requests": {
            name: [plain(line) for line in figures.request_report(span, name, language)] for name in requests
        },
        "polls": [_poll(span, poll, language) for poll in Poll.objects.filter(site=span.sites[0], active=True)],
    }


def _poll(span: Span, poll: Poll, language: str) -> dict[str, Any]:
    answers, asked, found = results(span.sites[0], poll, span.first, span.last)
    return {
        "name": in_language(poll.name, language),
        "answers": answers,
        "asked": asked,
        "questions": [
            {
                "text": in_language(result.text, language),
                "satisfied": _share(result.satisfied),
                "reasons": [[in_language(name, language), count] for name, count in result.reasons],
            }
            for result in found
        ],
    }


def _share(share: Share | None) -> dict[str, float] | None:
    return share._asdict() if share else None


def plain(line: Any) -> dict[str, Any]:
    """Return a line of a report as JSON can hold it."""
    found = {name: value for name, value in line._asdict().items() if name != "key"}
    if isinstance(found.get("satisfied"), Share):
        found["satisfied"] = _share(found["satisfied"])
    return found


def end_of(site: Site, last: date) -> datetime:
    """Return the moment at which a span is over on the site's clock."""
    from desk.reports.request_figures import day_span

    return day_span(site, last, last)[1]
