"""Dates and times in words: Jalali for Persian, Gregorian or Hijri for Arabic, Gregorian else.

Callers convert aware datetimes to the site's time zone before; nothing here knows zones.
"""

import datetime as dt
from typing import Final, Literal

import jdatetime
from babel.dates import get_day_names, get_month_names
from hijridate import Gregorian

from language import check_language
from language.digits import localize

Style = Literal["long", "short", "weekday"]
Calendar = Literal["jalali", "gregorian", "hijri"]

CALENDARS: Final[dict[str, Calendar]] = {
    "fa": "jalali",
    "ar": "gregorian",
    "en": "gregorian",
    "ru": "gregorian",
}
"""The calendar that a language uses unless the caller names one."""

_PERSIAN_WEEKDAYS: Final = (
    "دوشنبه",
    "سه‌شنبه",
    "چهارشنبه",
    "پنجشنبه",
    "جمعه",
    "شنبه",
    "یکشنبه",
)
_JALALI_MONTHS: Final = {
    "fa": (
        "فروردین",
        "اردیبهشت",
        "خرداد",
        "تیر",
        "مرداد",
        "شهریور",
        "مهر",
        "آبان",
        "آذر",
        "دی",
        "بهمن",
        "اسفند",
    ),
    "ar": (
        "فروردين",
        "أرديبهشت",
        "خرداد",
        "تير",
        "مرداد",
        "شهريور",
        "مهر",
        "آبان",
        "آذر",
        "دي",
        "بهمن",
        "إسفند",
    ),
    "en": (
        "Farvardin",
        "Ordibehesht",
        "Khordad",
        "Tir",
        "Mordad",
        "Shahrivar",
        "Mehr",
        "Aban",
        "Azar",
        "Dey",
        "Bahman",
        "Esfand",
    ),
    "ru": (
        "фарвардина",
        "ордибехешта",
        "хордада",
        "тира",
        "мордада",
        "шахривара",
        "мехра",
        "абана",
        "азара",
        "дея",
        "бахмана",
        "эсфанда",
    ),
}
_HIJRI_MONTHS: Final = {
    "fa": (
        "محرم",
        "صفر",
        "ربیع‌الاول",
        "ربیع‌الثانی",
        "جمادی‌الاول",
        "جمادی‌الثانی",
        "رجب",
        "شعبان",
        "رمضان",
        "شوال",
        "ذی‌القعده",
        "ذی‌الحجه",
    ),
    "ar": (
        "محرم",
        "صفر",
        "ربيع الأول",
        "ربيع الآخر",
        "جمادى الأولى",
        "جمادى الآخرة",
        "رجب",
        "شعبان",
        "رمضان",
        "شوال",
        "ذو القعدة",
        "ذو الحجة",
    ),
    "en": (
        "Muharram",
        "Safar",
        "Rabi al-Awwal",
        "Rabi al-Thani",
        "Jumada al-Ula",
        "Jumada al-Akhira",
        "Rajab",
        "Shaban",
        "Ramadan",
        "Shawwal",
        "Dhu al-Qadah",
        "Dhu al-Hijjah",
    ),
    "ru": (
        "мухаррама",
        "сафара",
        "раби аль-авваля",
        "раби ас-сани",
        "джумада аль-уля",
        "джумада ас-сани",
        "раджаба",
        "шаабана",
        "рамадана",
        "шавваля",
        "зуль-каада",
        "зуль-хиджжа",
    ),
}
_PERSIAN_GREGORIAN_MONTHS: Final = (
    "ژانویه",
    "فوریه",
    "مارس",
    "آوریل",
    "مه",
    "ژوئن",
    "ژوئیه",
    "اوت",
    "سپتامبر",
    "اکتبر",
    "نوامبر",
    "دسامبر",
)
_SHORT: Final = {
    "fa": "{y:04d}/{m:02d}/{d:02d}",
    "ar": "{y:04d}/{m:02d}/{d:02d}",
    "en": "{d} {name} {y}",
    "ru": "{d:02d}.{m:02d}.{y:04d}",
}
_WITH_TIME: Final = {
    "fa": "{date}، ساعت {time}",
    "ar": "{date}، الساعة {time}",
    "en": "{date}, {time}",
    "ru": "{date}, {time}",
}


def convert(date: dt.date, calendar: Calendar) -> tuple[int, int, int]:
    """Return `(year, month, day)` of a Gregorian `date` in `calendar`.

    Hijri is Umm al-Qura, defined for 1924-08-01 to 2077-11-16; a day outside raises
    `OverflowError`.
    """
    if calendar == "gregorian":
        return date.year, date.month, date.day
    if calendar == "jalali":
        day = jdatetime.date.fromgregorian(year=date.year, month=date.month, day=date.day)
        return day.year, day.month, day.day
    if calendar == "hijri":
        hijri = Gregorian(date.year, date.month, date.day).to_hijri()
        return hijri.year, hijri.month, hijri.day
    raise ValueError(f"unknown calendar {calendar!r}; one of: jalali, gregorian, hijri")


def _month_name(month: int, lang: str, calendar: Calendar) -> str:
    if calendar == "jalali":
        return _JALALI_MONTHS[lang][month - 1]
    if calendar == "hijri":
        return _HIJRI_MONTHS[lang][month - 1]
    if lang == "fa":
        return _PERSIAN_GREGORIAN_MONTHS[month - 1]
    return str(get_month_names("wide", context="format", locale=lang)[month])


def weekday_name(date: dt.date, lang: str) -> str:
    """Return the weekday of `date` in words, as it stands inside a sentence of `lang`."""
    check_language(lang)
    if lang == "fa":
        return _PERSIAN_WEEKDAYS[date.weekday()]
    return str(get_day_names("wide", context="format", locale=lang)[date.weekday()])


def format_date(date: dt.date, lang: str, style: Style = "long", calendar: Calendar | None = None) -> str:
    """Return `date` in the words and digits of `lang`.

    `style`: "long" = weekday, day, month and year; "weekday" = the same without the year;
    "short" = figures, but English names its month because 03/04 is read in two ways.
    `calendar` overrides :data:`CALENDARS`.
    """
    check_language(lang)
    chosen = calendar or CALENDARS[lang]
    year, month, day = convert(date, chosen)
    name = _month_name(month, lang, chosen)
    if style == "short":
        shown = name[:3] if chosen == "gregorian" else name
        return localize(_SHORT[lang].format(y=year, m=month, d=day, name=shown), lang)
    comma = {"fa": "", "ar": "", "en": "", "ru": ","}[lang]
    words = f"{weekday_name(date, lang)}{comma} {day} {name}"
    if style == "long":
        words += f" {year}" + (" г." if lang == "ru" else "")
    elif style != "weekday":
        raise ValueError(f"unknown date style {style!r}; one of: long, short, weekday")
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
    return _WITH_TIME[lang].format(date=date, time=time)
