"""Small lists edited as lines of text: answers to choose from, and opening hours. No JSON is shown to anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import jdatetime
from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from language.digits import to_ascii
from sync.protocol.base import LANGS

_ID = re.compile(r"([a-z0-9][a-z0-9-]{0,62})\s*:\s*(.*)", re.DOTALL)
_SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})")
_DAY = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})\s*(.*)")
_FIRST_GREGORIAN = 1700
_WEEK = ("sat", "sun", "mon", "tue", "wed", "thu", "fri")
_NAMES = {
    **dict(zip(("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"), _WEEK, strict=True)),
    **{day: day for day in _WEEK},
}
_CLOSED = ("closed", "بسته", "تعطیل")


class LinesField(forms.CharField):
    """One item a line; what cannot be read is told with its line."""

    widget = forms.Textarea(attrs={"rows": 5, "cols": 70, "dir": "auto"})
    default_help: Any = ""
    empty: Any = None
    """What no lines at all stand for."""

    def prepare_value(self, value: Any) -> Any:
        """Return the text of a stored value; text that was just typed stays as it is."""
        return value if isinstance(value, str) else "\n".join(self.to_lines(value))

    def to_python(self, value: Any) -> Any:
        """Return the stored form of the text."""
        lines = [line.strip() for line in str(value or "").splitlines()]
        return self.from_lines([line for line in lines if line])

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare texts."""
        return bool(self.prepare_value(initial) != "\n".join(str(data or "").splitlines()))

    def to_lines(self, value: Any) -> Iterator[str]:
        """Yield the lines of a value."""
        raise NotImplementedError

    def from_lines(self, lines: list[str]) -> Any:
        """Return the value of lines. Raises `forms.ValidationError`."""
        raise NotImplementedError


class ChoicesField(LinesField):
    """`id: فارسی | العربية | English | Русский`; without an id one is made from the English or the place."""

    default_help = gettext_lazy("One answer a line, its languages between bars: فارسی | العربية | English | Русский")

    def to_lines(self, value: Any) -> Iterator[str]:
        """Yield a line for each choice."""
        for choice in value or ():
            yield f"{choice['id']}: {' | '.join(choice['name'].get(lang, '') for lang in LANGS)}".rstrip(" |")

    def from_lines(self, lines: list[str]) -> list[dict[str, Any]]:
        """Return the choices; ids stand once."""
        found: list[dict[str, Any]] = []
        for number, line in enumerate(lines, start=1):
            match = _ID.fullmatch(line)
            slug, text = match.groups() if match else ("", line)
            parts = [part.strip() for part in text.split("|")]
            name = {lang: part for lang, part in zip(LANGS, parts, strict=False) if part}
            if not name or len(parts) > len(LANGS):
                raise forms.ValidationError(_("Line %(n)s: four languages at most, one at least.") % {"n": number})
            slug = slug or slugify(name.get("en", ""))[:60] or f"answer-{number}"
            if any(choice["id"] == slug for choice in found):
                raise forms.ValidationError(_("Line %(n)s: the id stands twice.") % {"n": number})
            found.append({"id": slug, "name": name})
        return found


class HoursField(LinesField):
    """`sat sun mon 8:00-14:30` for weekdays, `1405/10/02 closed | why` or `1405/10/02 8:00-12:00` for single days."""

    default_help = gettext_lazy("Lines such as: sat sun mon 8:00-14:30 — and for single days: 1405/10/02 closed | why")

    def to_lines(self, value: Any) -> Iterator[str]:
        """Yield weekdays first, then single days."""
        for span in (value or {}).get("regular", ()):
            yield f"{' '.join(span['days'])} {span['opens']}-{span['closes']}"
        for day in (value or {}).get("exceptions", ()):
            hours = f"{day['opens']}-{day['closes']}" if day.get("opens") else _CLOSED[0]
            note = " | ".join((day.get("note") or {}).get(lang, "") for lang in LANGS).rstrip(" |")
            yield f"{day['date']} {hours}{f' | {note}' if note else ''}"

    def from_lines(self, lines: list[str]) -> dict[str, Any] | None:
        """Return hours; None for no lines at all."""
        regular: list[dict[str, Any]] = []
        exceptions: list[dict[str, Any]] = []
        for number, line in enumerate(lines, start=1):
            try:
                single = _DAY.fullmatch(to_ascii(line))
                (exceptions if single else regular).append(_single(single) if single else _weekly(to_ascii(line)))
            except ValueError as error:
                raise forms.ValidationError(_("Line %(n)s cannot be read.") % {"n": number}) from error
        return {"regular": regular, "exceptions": exceptions} if lines else self.empty


def _span(text: str) -> dict[str, str]:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    opens, closes = (part.rjust(5, "0") for part in found.groups())
    if not "00:00" <= opens < closes <= "23:59":
        raise ValueError(text)
    return {"opens": opens, "closes": closes}


def _weekly(line: str) -> dict[str, Any]:
    words, _space, hours = line.rpartition(" ")
    names = re.split(r"[\s,،]+", words.strip())
    days = [_NAMES[name.lower()] for name in names if name.lower() in _NAMES]
    if not days or len(days) != len(names):
        raise ValueError(line)
    return {"days": days, **_span(hours)}


def _single(found: re.Match[str]) -> dict[str, Any]:
    year, month, number = (int(part) for part in found.groups()[:3])
    day: date = (
        jdatetime.date(year, month, number).togregorian() if year < _FIRST_GREGORIAN else date(year, month, number)
    )
    hours, _bar, note = found[4].partition("|")
    value: dict[str, Any] = {"date": day.isoformat()}
    if hours.strip().lower() not in _CLOSED:
        value |= _span(hours)
    texts = {lang: part.strip() for lang, part in zip(LANGS, note.split("|"), strict=False) if part.strip()}
    return {**value, "note": texts} if texts else value
