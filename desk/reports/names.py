"""What the rows of a report are called: names of the directory, of people, of days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from desk.casework.models import Kind
from desk.directory.fields import in_language
from desk.directory.models import Counter, Department, Queue, Service, Site
from desk.staff.models import User
from language import dates
from language.digits import localize

WEEK = (5, 6, 0, 1, 2, 3, 4)
"""Weekdays as Python counts them, in the order of a week that begins on Saturday."""
_MONDAY = date(2024, 1, 1)


def weekday(index: int, language: str) -> str:
    """Return the name of the weekday at a place of `WEEK`."""
    return dates.weekday_name(_MONDAY.replace(day=1 + WEEK[index]), language)


def month_of(day: date, language: str) -> tuple[int, int]:
    """Return year and month in the calendar of the language: Jalali for Persian."""
    year, month, _ = dates.convert(day, dates.calendar_of(language))
    return year, month


def name_of(sites: Sequence[Site], group: str, language: str) -> Callable[[Any], str]:
    """Return a function from the key of a row to its name."""
    models: dict[str, Any] = {"queue": Queue, "service": Service, "department": Department}
    if group in models:
        found = models[group].objects.filter(site__in=sites)
        names = {row.pk: in_language(row.name, language) for row in found}
        return lambda key: names.get(key, "—")
    if group in _BY_KEY:
        return _BY_KEY[group](sites, language)
    if group == "weekday":
        return lambda key: weekday(key, language)
    if group == "hour":
        return lambda key: localize(f"{key}:00", language)
    if group == "month":
        return lambda key: dates.format_month(key[0], key[1], language)
    return lambda key: dates.format_date(key, language, "short")


def _sites(sites: Sequence[Site], language: str) -> Callable[[Any], str]:
    names = {site.pk: in_language(site.name, language) for site in sites}
    return lambda key: names.get(key, "—")


def _counters(sites: Sequence[Site], language: str) -> Callable[[Any], str]:
    numbers = dict(Counter.objects.filter(site__in=sites).values_list("pk", "number"))
    return lambda key: localize(numbers.get(key, "—"), language)


def _operators(sites: Sequence[Site], language: str) -> Callable[[Any], str]:
    names = {user.pk: str(user) for user in User.objects.all()}
    return lambda key: names.get(key, "—")


def _kinds(sites: Sequence[Site], language: str) -> Callable[[Any], str]:
    names = dict(Kind.choices)
    return lambda key: str(names.get(key, key))


_BY_KEY: dict[str, Callable[[Sequence[Site], str], Callable[[Any], str]]] = {
    "site": _sites,
    "counter": _counters,
    "operator": _operators,
    "kind": _kinds,
}
