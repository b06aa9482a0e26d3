"""Kinds of form fields: which keyboard each needs, how its value is shown, and what makes it right (C23)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from kiosk.flow.context import Context
from kiosk.flow.page import KeyboardKind
from kiosk.visit import Draft
from language.dates import Calendar, calendar_of, convert, day_of
from language.digits import to_ascii
from language.identity import IdentityError, check_foreigner_code, check_national_id, normalize_mobile, show_mobile
from sync.protocol.forms import FieldKind, FormField

KEYBOARDS: dict[FieldKind, KeyboardKind] = {
    "name": "text",
    "text": "text",
    "long_text": "text",
    "email": "latin",
    "national_id": "digits",
    "foreign_code": "digits",
    "mobile": "digits",
    "number": "digits",
    "date": "digits",
}
CELLS: dict[FieldKind, tuple[int, ...]] = {"national_id": (10,), "mobile": (4, 3, 4), "date": (4, 2, 2)}
LENGTHS: dict[FieldKind, int] = {"national_id": 10, "mobile": 11, "date": 8, "foreign_code": 16}
_EMAIL = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
_MASK = "•"
_OLDEST_YEARS = 130


class FieldError(ValueError):
    """A value cannot be taken; `msgid` says what is wrong and how to mend it, never with the value in it."""

    def __init__(self, msgid: str) -> None:
        super().__init__(msgid)
        self.msgid = msgid


_IDENTITY_WORDS = {
    "too_short": "form.error.missing",
    "too_long": "form.error.too_many",
    "not_digits": "form.error.digits",
    "checksum": "form.error.checksum",
    "repeated": "form.error.repeated",
    "pattern": "form.error.mobile",
    "empty": "form.error.empty",
}


def check_value(field: FormField, text: str, calendar: Calendar = "jalali") -> str:
    """Return the value as it is stored (ASCII digits, trimmed); raises `FieldError`. An optional field may be empty.

    `calendar`: by which the years of dates are read, see `date_value`.
    """
    value = text.strip()
    if not value:
        if field.required:
            raise FieldError("form.error.choose" if field.kind in ("choice", "consent") else "form.error.empty")
        return ""
    if field.kind == "consent" and field.required and value != "yes":
        raise FieldError("form.error.consent")
    if len(value) > field.max_length:
        raise FieldError("form.error.too_long")
    if field.kind == "date":
        return date_value(value, calendar)
    checker = _CHECKERS.get(field.kind)
    try:
        return checker(value) if checker else value
    except IdentityError as error:
        raise FieldError(_IDENTITY_WORDS.get(error.code, "form.error.invalid")) from error


def _name(text: str) -> str:
    if len(re.sub(r"[\s\u200c]", "", text)) < 2 or any(ch.isdigit() for ch in text):
        raise FieldError("form.error.name")
    return " ".join(text.split())


def _email(text: str) -> str:
    if not _EMAIL.match(text):
        raise FieldError("form.error.email")
    return text


def _number(text: str) -> str:
    digits = to_ascii(text)
    if not digits.isascii() or not digits.isdigit():
        raise FieldError("form.error.digits")
    return digits


_GREGORIAN_FROM = 1700
"""Years from here on are Gregorian, whatever calendar the page shows; below, Jalali or Hijri."""


def date_value(text: str, calendar: Calendar = "jalali") -> str:
    """Return ISO 8601; takes eight digits, year first: years below 1700 are of `calendar`, others Gregorian."""
    digits = re.sub(r"\D", "", to_ascii(text))
    if len(digits) != 8:
        raise FieldError("form.error.date_length")
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    low: Calendar = "hijri" if calendar == "hijri" else "jalali"
    try:
        return day_of(year, month, day, low if year < _GREGORIAN_FROM else "gregorian").isoformat()
    except ValueError as error:
        raise FieldError("form.error.date") from error


def typed_calendar(c: Context, draft: Draft, field: FormField) -> Calendar:
    """By which calendar a date is read: the one it was typed by, else that of the page's dates (D4)."""
    return draft.calendars.get(field.id) or calendar_of(c.lang)


_CHECKERS: dict[FieldKind, Callable[[str], str]] = {
    "name": _name,
    "email": _email,
    "number": _number,
    "national_id": check_national_id,
    "foreign_code": check_foreigner_code,
    "mobile": normalize_mobile,
}


def shown_while_typing(c: Context, field: FormField, text: str) -> str:
    """Return what the field shows: the language's digits; figures are drawn left to right by the widget."""
    return c.digits(text) if KEYBOARDS.get(field.kind) == "digits" else text


def example(c: Context, field: FormField) -> str:
    """Return how an answer looks, where that cannot be told from its name: today's date in figures (R5)."""
    if field.kind != "date":
        return ""
    year, month, day = convert(c.local(c.now).date(), calendar_of(c.lang))
    return c.tr("form.example", value=c.ltr(f"{year:04d}/{month:02d}/{day:02d}"))


def shown_for_review(
    c: Context, field: FormField, typed: str, whole: bool = False, calendar: Calendar = "jalali"
) -> str:
    """Return what was typed as the review page shows it: identity and mobile keep only their last digits (A40).

    `whole`: the visitor has asked to see them.
    """
    try:
        value = check_value(field, typed, calendar)
    except FieldError:
        return typed
    if not value:
        return c.tr("value.not_given")
    if field.kind == "choice":
        return next((c.tx(choice.name) for choice in field.choices if choice.id == value), value)
    if field.kind == "consent":
        return c.tr("answer.yes") if value == "yes" else c.tr("answer.no")
    if field.kind == "mobile":
        return show_mobile(value, c.lang) if whole else masked(show_mobile(value, c.lang))
    if field.kind in ("national_id", "foreign_code"):
        return c.ltr(value) if whole else masked(c.ltr(value))
    if field.kind == "date":
        return c.date(date.fromisoformat(value))
    return c.ltr(value) if field.kind in ("email", "number") else value


def masked(text: str, keep: int = 3) -> str:
    """Return `text` with all digits but the last `keep` as dots."""
    places = [i for i, ch in enumerate(text) if ch.isdigit()]
    hidden = set(places[:-keep])
    return "".join(_MASK if i in hidden else ch for i, ch in enumerate(text))
