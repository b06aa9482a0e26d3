"""Reading a day and an hour that staff typed: Jalali or Gregorian by the year, digits of any script."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import jdatetime

from desk.directory.models import Site
from language.digits import to_ascii

_DATE = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_FIRST_GREGORIAN = 1700


def read_date(text: str) -> date:
    """Return the day of `1405/09/02` or `2026-11-23`. Raises `ValueError`."""
    found = _DATE.fullmatch(to_ascii(text).strip())
    if found is None:
        raise ValueError(text)
    year, month, day = (int(part) for part in found.groups())
    if year < _FIRST_GREGORIAN:
        gregorian: date = jdatetime.date(year, month, day).togregorian()
        return gregorian
    return date(year, month, day)


def read_time(text: str) -> time:
    """Return the hour of `9:30`. Raises `ValueError`."""
    found = _TIME.fullmatch(to_ascii(text).strip())
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2]))


def read_moment(day: str, hour: str, site: Site) -> datetime:
    """Return the moment on the site's clock. Raises `ValueError`."""
    return datetime.combine(read_date(day), read_time(hour), tzinfo=ZoneInfo(site.timezone))
