"""Reports from the figures of days: by line, service, department, counter, operator, day, weekday or hour (M1-M5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, Sum
from django.utils import timezone

from desk.casework.models import SETTLED, Request
from desk.directory.fields import in_language
from desk.directory.models import Counter, Department, Queue, Service, Site
from desk.reports.models import DayFigure
from desk.staff.models import User
from language import dates
from language.digits import localize

GROUPS = ("queue", "service", "department", "counter", "operator", "day", "weekday", "hour")
_COLUMN = {"queue": "queue", "service": "service", "department": "service__department", "counter": "counter",
           "operator": "operator", "day": "day", "weekday": "day", "hour": "hour"}  # fmt: skip
_SUMS = ("issued", "called", "served", "abandoned", "wait_seconds", "service_seconds")
_WEEK = (5, 6, 0, 1, 2, 3, 4)
"""Weekdays as Python counts them, in the order of a week that begins on Saturday."""


class Line(NamedTuple):
    """One row of a report; minutes are means, None where there is nothing to take a mean of."""

    name: str
    issued: int
    served: int
    abandoned: int
    waiting: float | None
    service: float | None

    @property
    def abandoned_share(self) -> float:
        """Return the share of tickets that were given up, 0 to 1."""
        return self.abandoned / self.issued if self.issued else 0.0


def report(site: Site, first: date, last: date, group: str, language: str) -> list[Line]:
    """Return the rows of a report, in a sensible order."""
    rows = DayFigure.objects.filter(site=site, day__range=(first, last)).values(_COLUMN[group])
    sums: dict[Any, list[int]] = defaultdict(lambda: [0] * len(_SUMS))
    for row in rows.annotate(**{f"sum_{name}": Sum(name) for name in _SUMS}).order_by():
        key = row[_COLUMN[group]]
        key = _WEEK.index(key.weekday()) if group == "weekday" else key
        for index, name in enumerate(_SUMS):
            sums[key][index] += row[f"sum_{name}"] or 0
    name_of = _names(site, group, language)
    lines = [(key, _line(name_of(key), values)) for key, values in sums.items()]
    if group in ("day", "weekday", "hour"):
        return [line for _, line in sorted(lines, key=lambda pair: pair[0])]
    return sorted((line for _, line in lines), key=lambda line: -line.issued)


def total(lines: list[Line]) -> Line:
    """Return the sum of a report; means are weighted by those served."""
    served = sum(line.served for line in lines)
    waiting = sum((line.waiting or 0) * line.served for line in lines)
    service = sum((line.service or 0) * line.served for line in lines)
    return Line(
        "",
        sum(line.issued for line in lines),
        served,
        sum(line.abandoned for line in lines),
        waiting / served if served else None,
        service / served if served else None,
    )


def _line(name: str, values: list[int]) -> Line:
    issued, called, served, abandoned, waited, lasted = values
    return Line(
        name,
        issued,
        served,
        abandoned,
        waited / called / 60 if called else None,
        lasted / served / 60 if served else None,
    )


def _names(site: Site, group: str, language: str) -> Callable[[Any], str]:
    models: dict[str, Any] = {"queue": Queue, "service": Service, "department": Department}
    if group in models:
        names = {row.pk: in_language(row.name, language) for row in models[group].objects.filter(site=site)}
        return lambda key: names.get(key, "—")
    if group == "counter":
        numbers = dict(Counter.objects.filter(site=site).values_list("pk", "number"))
        return lambda key: localize(numbers.get(key, "—"), language)
    if group == "operator":
        users = {user.pk: str(user) for user in User.objects.all()}
        return lambda key: users.get(key, "—")
    if group == "weekday":
        monday = date(2024, 1, 1)
        return lambda key: dates.weekday_name(monday.replace(day=1 + _WEEK[key]), language)
    if group == "hour":
        return lambda key: localize(f"{key}:00", language)
    return lambda key: dates.format_date(key, language, "short")


class Promises(NamedTuple):
    """Requests of a span of days: how many came, were settled, in time, and are late now."""

    came: int
    settled: int
    in_time: int
    late: int


def promises(site: Site, first: date, last: date) -> Promises:
    """Return how the office kept what its receipts promised (G2)."""
    rows = Request.objects.filter(site=site, submitted_at__date__range=(first, last))
    settled = rows.filter(state__in=SETTLED)
    in_time = settled.filter(Q(promised_at=None) | Q(state_at__lte=F("promised_at")))
    late = rows.exclude(state__in=SETTLED).filter(promised_at__lt=timezone.now())
    return Promises(rows.count(), settled.count(), in_time.count(), late.count())
