"""The words that rules need, a file for each language: months, weekdays, units of time, money (`language/words`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from language import check_language

Forms = Mapping[str, str]
"""A noun by CLDR's plural category. `single` and `pair` are said for one and two without a figure (Arabic)."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How figures are written; `range` has the places `low`, `high` and `noun`, `percent` has `n`."""

    thousands: str
    decimal: str
    percent: str
    range: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Patterns with the places `weekday`, `day`, `month` (its name), `number` (its figure), `year`, `date`, `time`.

    `weekdays` from Monday; empty where CLDR's are used.
    """

    long: str
    weekday: str
    short: str
    with_time: str
    weekdays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language. `months` by calendar (those of CLDR where one is missing), `money` by ISO 4217."""

    numbers: Numbers
    dates: Dates
    months: Mapping[str, tuple[str, ...]]
    units: Mapping[str, Forms]
    money: Mapping[str, Forms] = field(default_factory=dict)


@lru_cache(maxsize=8)
def lexicon(lang: str) -> Lexicon:
    """Return the words of `lang`; raises `UnknownLanguageError`."""
    text = files("language").joinpath("words", f"{check_language(lang)}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    weekdays = tuple(data["dates"].pop("weekdays", ()))
    return Lexicon(
        numbers=Numbers(**data["numbers"]),
        dates=Dates(**data["dates"], weekdays=weekdays),
        months={calendar: tuple(names) for calendar, names in data["months"].items()},
        units=data["units"],
        money=data["money"],
    )
