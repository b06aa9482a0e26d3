"""Reports from the figures of days: by place, line, service, unit, operator, kind and time (E1, M1-M5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum
from django.utils import timezone

from desk.casework.models import SETTLED, Request
from desk.directory.models import Service, Site
from desk.polls.wilson import Share, wilson
from desk.reports.models import DayFigure, DayTotal, RequestFigure
from desk.reports.names import WEEK, month_of, name_of

GROUPS = ("queue", "service", "department", "counter", "operator", "site", "day", "month", "weekday", "hour")
REQUEST_GROUPS = ("kind", "service", "department", "operator", "site", "day", "month", "weekday", "hour")
TIMES = ("day", "month", "weekday", "hour")
"""Groups that stand in the order of time; the others stand by size."""
_TIME_COLUMN = {"day": "day", "month": "day", "weekday": "day"}
_TICKET_COLUMN = {"department": "service__department", **_TIME_COLUMN}
_SUMS = ("issued", "called", "served", "abandoned", "wait_seconds", "service_seconds", "ratings", "satisfied")
_REQUEST_SUMS = ("came", "settled", "rejected", "promised", "in_time", "answer_seconds")


By = DayTotal.By


class Span(NamedTuple):
    """What a report is of: sites, first and last day, and filters of one's choice; None filters nothing."""

    sites: tuple[Site, ...]
    first: date
    last: date
    departments: frozenset[int] | None = None
    service: int | None = None
    operator: int | None = None
    kind: str = ""

    def _common(self) -> dict[str, Any]:
        found: dict[str, Any] = {"site__in": self.sites, "day__range": (self.first, self.last)}
        if self.service is not None:
            found["service"] = self.service
        if self.operator is not None:
            found["operator"] = self.operator
        return found

    def ticket_filter(self) -> dict[str, Any]:
        """Return the filter of `DayFigure`."""
        units = {} if self.departments is None else {"service__department__in": self.departments}
        return {**self._common(), **units}

    @property
    def narrowed(self) -> bool:
        """Return whether tickets are filtered by something, so that the sums by one thing alone do not do."""
        return self.departments is not None or self.service is not None or self.operator is not None

    def request_filter(self) -> dict[str, Any]:
        """Return the filter of `RequestFigure`."""
        units = {} if self.departments is None else {"department__in": self.departments}
        return {**self._common(), **units, **({"kind": self.kind} if self.kind else {})}


class Line(NamedTuple):
    """One row of a report on tickets; minutes are means, None where there is nothing to take a mean of."""

    key: Any
    name: str
    issued: int
    served: int
    abandoned: int
    waiting: float | None
    service: float | None
    satisfied: Share | None

    @property
    def abandoned_share(self) -> float:
        """Return the share of tickets that were given up, 0 to 1."""
        return self.abandoned / self.issued if self.issued else 0.0


class RequestLine(NamedTuple):
    """One row of a report on requests; `hours` is the mean time to the answer, `kept` the share of promises kept."""

    key: Any
    name: str
    came: int
    settled: int
    rejected: int
    promised: int
    in_time: int
    hours: float | None

    @property
    def kept(self) -> float | None:
        """Return the share of promises kept, 0 to 1; None where nothing was promised."""
        return self.in_time / self.promised if self.promised else None


def report(span: Span, group: str, language: str) -> list[Line]:
    """Return the rows on tickets, in a sensible order."""
    sums = _ticket_sums(span, group, language)
    naming = name_of(span.sites, group, language)
    return _ordered([_line(key, naming(key), values) for key, values in sums.items()], group, lambda line: line.issued)


def request_report(span: Span, group: str, language: str) -> list[RequestLine]:
    """Return the rows on requests, in a sensible order."""
    rows = RequestFigure.objects.filter(**span.request_filter())
    sums = _grouped(rows, group, _TIME_COLUMN.get(group, group), _REQUEST_SUMS, language)
    naming = name_of(span.sites, group, language)
    lines = [_request_line(key, naming(key), values) for key, values in sums.items()]
    return _ordered(lines, group, lambda line: line.came)


def _ticket_sums(span: Span, group: str, language: str) -> dict[Any, list[int]]:
    if span.narrowed:
        rows: Any = DayFigure.objects.filter(**span.ticket_filter())
        return _grouped(rows, group, _TICKET_COLUMN.get(group, group), _SUMS, language)
    by = {"department": By.SERVICE}.get(group) or (By(group) if group in By.values else By.HOUR)
    rows = DayTotal.objects.filter(site__in=span.sites, day__range=(span.first, span.last), by=by)
    sums = _grouped(rows, group, {"site": "site", **_TIME_COLUMN}.get(group, "key"), _SUMS, language)
    if group != "department":
        return sums
    unit = dict(Service.objects.filter(site__in=span.sites).values_list("pk", "department_id"))
    found: dict[Any, list[int]] = defaultdict(lambda: [0] * len(_SUMS))
    for service, values in sums.items():
        found[unit.get(service)] = [old + new for old, new in zip(found[unit.get(service)], values, strict=True)]
    return found


def _grouped(rows: Any, group: str, column: str, names: tuple[str, ...], language: str) -> dict[Any, list[int]]:
    sums: dict[Any, list[int]] = defaultdict(lambda: [0] * len(names))
    for row in rows.values(column).annotate(**{f"sum_{name}": Sum(name) for name in names}).order_by():
        key = row[column]
        if group == "weekday":
            key = WEEK.index(key.weekday())
        elif group == "month":
            key = month_of(key, language)
        for index, name in enumerate(names):
            sums[key][index] += row[f"sum_{name}"] or 0
    return sums


def _ordered(lines: list[Any], group: str, size: Callable[[Any], int]) -> list[Any]:
    if group in TIMES:
        return sorted(lines, key=lambda line: line.key)
    return sorted(lines, key=lambda line: (-size(line), line.name))


def _line(key: Any, name: str, values: list[int]) -> Line:
    issued, called, served, abandoned, waited, lasted, ratings, satisfied = values
    return Line(
        key,
        name,
        issued,
        served,
        abandoned,
        waited / called / 60 if called else None,
        lasted / served / 60 if served else None,
        wilson(satisfied, ratings, max(served, ratings)) if ratings else None,
    )


def _request_line(key: Any, name: str, values: list[int]) -> RequestLine:
    came, settled, rejected, promised, in_time, seconds = values
    return RequestLine(
        key, name, came, settled, rejected, promised, in_time, seconds / settled / 3600 if settled else None
    )


def total(span: Span) -> Line:
    """Return the sum over the span."""
    found = _hours(span).aggregate(**{name: Sum(name) for name in _SUMS})
    return _line(None, "", [found[name] or 0 for name in _SUMS])


def request_total(span: Span) -> RequestLine:
    """Return the sum over the requests of the span (G2)."""
    found = RequestFigure.objects.filter(**span.request_filter())
    sums = found.aggregate(**{name: Sum(name) for name in _REQUEST_SUMS})
    return _request_line(None, "", [sums[name] or 0 for name in _REQUEST_SUMS])


def late_now(span: Span) -> int:
    """Return how many requests have passed their promised time and wait still (O17)."""
    rows = Request.objects.filter(site__in=span.sites, promised_at__lt=timezone.now()).exclude(state__in=SETTLED)
    if span.departments is not None:
        rows = rows.filter(department__in=span.departments)
    return rows.count()


def peaks(span: Span) -> list[list[int]]:
    """Return tickets by weekday (7 rows from Saturday) and hour (24 columns) (M5)."""
    found = [[0] * 24 for _ in range(7)]
    hour = "hour" if span.narrowed else "key"
    rows = _hours(span).values_list("day", hour).annotate(total=Sum("issued"))
    for day, at, count in rows.order_by():
        found[WEEK.index(day.weekday())][at] += count
    return found


def _hours(span: Span) -> QuerySet[Any]:
    """Return rows that hold every ticket of the span once: by hour alone where nothing is filtered."""
    if span.narrowed:
        return DayFigure.objects.filter(**span.ticket_filter())
    return DayTotal.objects.filter(site__in=span.sites, day__range=(span.first, span.last), by=By.HOUR)
