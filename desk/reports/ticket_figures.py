"""The figures of a day's tickets, and of the answers that bear their codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import add
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, FloatField, Func, Min, Model, Q, Sum
from django.db.models.functions import ExtractHour
from django.db.models.sql.compiler import SQLCompiler

from desk.directory.days import service_day
from desk.directory.models import Queue, Site
from desk.polls.ratings import rated
from desk.queueing.models import State, Ticket
from desk.reports.models import DayFigure, DayTotal

_Key = tuple[int, int, int | None, int | None, int | None]
_BY = ("hour", "queue_id", "service_id", "counter_id", "operator_id")
_TOTALS = (DayTotal.By.HOUR, DayTotal.By.QUEUE, DayTotal.By.SERVICE, DayTotal.By.COUNTER, DayTotal.By.OPERATOR)
SUMS = (
    "issued",
    "called",
    "served",
    "abandoned",
    "wait_seconds",
    "service_seconds",
    "ratings",
    "satisfied",
)


class Elapsed(Func):
    """Seconds from the second moment to the first, never less than none; NULL where one of them is."""

    arity = 2
    output_field = FloatField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, Any]:
        """Days of the Julian calendar, which hold thousandths of a second."""
        template = "MAX(0, (julianday(%(expressions)s)) * 86400.0)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, Any]:
        """An interval."""
        template = "EXTRACT(EPOCH FROM GREATEST(%(expressions)s, INTERVAL '0'))"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ")


def first_day(site: Site) -> date | None:
    """Return the day of the first ticket, of whatever site: the index answers that at once."""
    found: date | None = Ticket.objects.aggregate(first=Min("service_day"))["first"]
    return found


def store(site: Site, day: date) -> None:
    """Put the figures of one day together anew: the database counts its tickets, and its figures by each thing."""
    rows = _groups(site, day)
    DayFigure.objects.filter(site=site, day=day).delete()
    DayTotal.objects.filter(site=site, day=day).delete()
    _insert(DayFigure, ("site_id", "day", *_BY, *SUMS), [(site.pk, day, *key, *sums) for key, sums in rows.items()])
    _insert(DayTotal, ("site_id", "day", "by", "key", *SUMS), _totals(site, day, rows))


def _groups(site: Site, day: date) -> dict[_Key, list[int]]:
    """Return the sums of `SUMS` by hour, line, service, counter and operator."""
    tickets = Ticket.objects.filter(queue__in=Queue.objects.filter(site=site), service_day=day)
    hours = tickets.annotate(hour=ExtractHour("issued_at", tzinfo=ZoneInfo(site.timezone)))
    over = day < service_day(site)
    gone = Q(state__in=(State.NO_SHOW, State.CANCELLED)) | (Q(state=State.WAITING) if over else Q(pk=None))
    rows = hours.values_list(*_BY).annotate(
        count=Count("pk"),
        with_call=Count("called_at"),
        ended=Count("pk", filter=Q(state=State.SERVED)),
        given_up=Count("pk", filter=gone),
        waited=Sum(Elapsed("called_at", "place_at")),
        lasted=Sum(Elapsed("finished_at", "serving_at"), filter=Q(state=State.SERVED)),
    )
    found = {tuple(row[:5]): [*row[5:9], round(row[9] or 0), round(row[10] or 0), 0, 0] for row in rows.order_by()}
    good = rated(site, tickets.values("code"))
    for code, *key in hours.filter(code__in=list(good)).values_list("code", *_BY) if good else ():
        sums = found[tuple(key)]
        sums[-2] += 1
        sums[-1] += good[code]
    return found


def _totals(site: Site, day: date, rows: dict[_Key, list[int]]) -> list[tuple[Any, ...]]:
    """Return the same day by each thing alone."""
    found: dict[tuple[str, int | None], list[int]] = {}
    for key, sums in rows.items():
        for by, one in zip(_TOTALS, key, strict=True):
            old = found.get((by, one))
            found[(by, one)] = list(map(add, old, sums)) if old else sums
    return [(site.pk, day, by, one, *sums) for (by, one), sums in found.items()]


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert plain rows: a model's object for each of a thousand takes ten times as long."""
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", rows)
