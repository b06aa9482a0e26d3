"""One value in one cell, both ways: as people type it into a spreadsheet, and safe for the program that opens it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from desk.directory.choices import AUDIENCE, CHOICES, UNITS
from desk.directory.exchange.shape import Column
from desk.directory.forms.inputs import DayField
from desk.directory.lines import ChoicesField, HoursField
from language.digits import to_ascii

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TRUE = {"true", "yes", "1", "بله", "بلی", "آری", "✓", "x"}
_FALSE = {"false", "no", "0", "خیر", "نه"}
_LIST = re.compile(r"[\s,;،؛|]+")
_SEPARATORS = re.compile(r"[\s٬,_’']")


class BadCell(Exception):
    """A cell that cannot be understood; the text says what is expected."""


def to_cell(column: Column, value: Any) -> str:
    """Return a value as the text of a cell; nothing in it can be run as a formula."""
    if value is None:
        return ""
    if column.kind == "bool":
        return "yes" if value else "no"
    if column.kind == "list":
        return " ".join(value)
    if column.kind == "choices":
        return "\n".join(ChoicesField().to_lines(value))
    if column.kind == "hours":
        return "\n".join(HoursField().to_lines(value))
    text = str(value)
    return f"'{text}" if text.startswith((*_FORMULA, "'")) else text


def from_cell(column: Column, text: str) -> Any:
    """Return the value of a cell; None for an empty one. Raises `BadCell`."""
    text = text.strip()
    if text.startswith("'"):
        text = text[1:]
    if not text:
        return None
    if column.kind == "bool":
        return _boolean(text)
    if column.kind == "int":
        return _whole(text)
    if column.kind == "date":
        return _day(text)
    if column.kind == "list":
        return [_word(column, part) for part in _LIST.split(text) if part]
    if column.kind in ("choices", "hours"):
        return _lines(column.kind, text)
    return _word(column, text)


def _boolean(text: str) -> bool:
    word = text.casefold()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise BadCell(_("write yes or no"))


def _whole(text: str) -> int:
    plain = _SEPARATORS.sub("", to_ascii(text)).removesuffix(".0")
    if not re.fullmatch(r"-?\d{1,18}", plain):
        raise BadCell(_("write a whole number"))
    return int(plain)


def _day(text: str) -> str:
    try:
        found = DayField().clean(text.partition(" ")[0])
    except forms.ValidationError as error:
        raise BadCell(" ".join(error.messages)) from error
    return found.isoformat() if isinstance(found, date) else ""


def _lines(kind: str, text: str) -> Any:
    field = ChoicesField() if kind == "choices" else HoursField()
    try:
        return field.clean(text)
    except forms.ValidationError as error:
        raise BadCell(" ".join(error.messages)) from error


def _word(column: Column, text: str) -> str:
    """Return a text; where only some words are allowed, their names in the desk's languages are understood too."""
    if not column.allowed or text in column.allowed:
        return text
    names = _names(column.allowed)
    if text.casefold() in names:
        return names[text.casefold()]
    raise BadCell(_("allowed: %(words)s") % {"words": ", ".join(column.allowed)})


def _names(allowed: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    lists: Iterable[list[tuple[str, Any]]] = (*CHOICES.values(), UNITS, AUDIENCE)
    for lang in ("fa", "en"):
        with translation.override(lang):
            for choices in lists:
                if {value for value, _name in choices} == set(allowed):
                    found |= {str(name).casefold(): value for value, name in choices}
    return found
