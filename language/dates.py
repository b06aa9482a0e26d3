"""Dates and times in words: Jalali for Persian, Gregorian or Hijri for Arabic, Gregorian else.

Callers convert aware datetimes to the site's time zone before; nothing here knows zones.
Each calendar is loaded when a date is first written in it: most processes need one, at their start none.
"""

import datetime as dt
from typing import Final, Literal

from language import check_language
from language.digits import localize
from language.lexicon import lexicon

Style = Literal["long", "short", "weekday"]
Calendar = Literal["jalali", "gregorian", "hijri"]

_CALENDARS: Final[dict[str, Calendar]] = {
    "fa": "jalali",
    "ar": "gregorian",
    "en": "gregorian",
    "ru": "gregorian",
}


def calendar_of(lang: str) -> Calendar:
    """Return the calendar that dates in `lang` are shown in unless the caller names one."""
    return _CALENDARS[check_language(lang)]


def use_calendar(lang: str, calendar: Calendar) -> None:
    """Show dates in `lang` by `calendar` from now on: a setting of the office, made once as a process starts (D4)."""
    convert(dt.date(2026, 3, 21), calendar)
    _CALENDARS[check_language(lang)] = calendar


def convert(date: dt.date, calendar: Calendar) -> tuple[int, int, int]:
    """Return `(year, month, day)` of a Gregorian `date` in `calendar`.

    Hijri is Umm al-Qura, defined for 1924-08-01 to 2077-11-16; a day outside raises
    `OverflowError`.
    """
    if calendar == "gregorian":
        return date.year, date.month, date.day
    if calendar == "jalali":
        import jdatetime

        day = jdatetime.date.fromgregorian(year=date.year, month=date.month, day=date.day)
        return day.year, day.month, day.day
    if calendar == "hijri":
        from hijridate import Gregorian

        hijri = Gregorian(date.year, date.month, date.day).to_hijri()
        return hijri.year, hijri.month, hijri.day
    raise ValueError(f"unknown calendar {calendar!r}; one of: jalali, gregorian, hijri")


def day_of(year: int, month: int, day: int, calendar: Calendar) -> dt.date:
    """Return the Gregorian date of a day in `calendar`, the reverse of :func:`convert`; raises `ValueError`."""
    if calendar == "gregorian":
        return dt.date(year, month, day)
    try:
        if calendar == "jalali":
            import jdatetime

            return dt.date.fromordinal(jdatetime.date(year, month, day).togregorian().toordinal())
        from hijridate import Hijri

        found = Hijri(year, month, day).to_gregorian()
        return dt.date(found.year, found.month, found.day)
    except OverflowError as error:
        raise ValueError(str(error)) from error


def _month_name(month: int, lang: str, calendar: Calendar) -> str:
    own = lexicon(lang).months.get(calendar)
    if own:
        return own[month - 1]
    from babel.dates import get_month_names

    return str(get_month_names("wide", context="format", locale=lang)[month])


def weekday_name(date: dt.date, lang: str) -> str:
    """Return the weekday of `date` in words, as it stands inside a sentence of `lang`."""
    own = lexicon(lang).dates.weekdays
    if own:
        return own[date.weekday()]
    from babel.dates import get_day_names

    return str(get_day_names("wide", context="format", locale=lang)[date.weekday()])


def format_date(date: dt.date, lang: str, style: Style = "long", calendar: Calendar | None = None) -> str:
    """Return `date` in the words and digits of `lang`.

    `style`: "long" = weekday, day, month and year; "weekday" = the same without the year;
    "short" = figures, but English names its month because 03/04 is read in two ways.
    `calendar` overrides :func:`calendar_of`.
    """
    chosen = calendar or calendar_of(lang)
    year, month, day = convert(date, chosen)
    name = _month_name(month, lang, chosen)
    if style == "short" and chosen == "gregorian":
        name = name[:3]
    patterns = lexicon(lang).dates
    try:
        pattern = {"long": patterns.long, "weekday": patterns.weekday, "short": patterns.short}[style]
    except KeyError as error:
        raise ValueError(f"unknown date style {style!r}; one of: long, short, weekday") from error
    words = pattern.format(weekday=weekday_name(date, lang), day=day, month=name, number=month, year=year)
    return localize(words, lang)


def format_time(moment: dt.time | dt.datetime, lang: str) -> str:
    """Return hours and minutes on the 24-hour clock, "۱۰:۰۴"."""
    return localize(f"{moment.hour}:{moment.minute:02d}", check_language(lang))


def format_datetime(moment: dt.datetime, lang: str, calendar: Calendar | None = None) -> str:
    """Return a promise as it is said: weekday, date and hour, «سه‌شنبه ۳ آذر، ساعت ۱۲».

    Persian and Arabic say a full hour without minutes.
    """
    date = format_date(moment.date(), lang, "weekday", calendar)
    time = format_time(moment, lang)
    if lang in ("fa", "ar") and moment.minute == 0:
        time = localize(str(moment.hour), lang)
    return lexicon(lang).dates.with_time.format(date=date, time=time)


def format_month(year: int, month: int, lang: str, calendar: Calendar | None = None) -> str:
    """Return a month and its year, «آبان ۱۴۰۵»; both are of `calendar`, else of the language's own."""
    return f"{_month_name(month, lang, calendar or calendar_of(lang))} {localize(str(year), lang)}"
