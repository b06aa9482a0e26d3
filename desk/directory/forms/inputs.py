"""Single inputs as people here type them: days of either calendar, numbers in any digits."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import available_timezones

import jdatetime
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from language import check_language, dates, digits
from language.digits import to_ascii

_DATE = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_FIRST_GREGORIAN = 1700


class DayField(forms.CharField):
    """A day as people write it: ۱۴۰۵/۸/۳۰ or 2026-11-21, in any digits; a year before 1700 is a Jalali one."""

    def clean(self, value: Any) -> Any:
        """Return a date, or None for an empty field. Raises `ValidationError`."""
        text = to_ascii(super().clean(value) or "").strip()
        if not text:
            return None
        match = _DATE.match(text)
        if match is None:
            raise forms.ValidationError(_("Write a day like 1405/8/30."))
        year, month, day = (int(part) for part in match.groups())
        try:
            if year < _FIRST_GREGORIAN:
                return jdatetime.date(year, month, day).togregorian()
            return date(year, month, day)
        except ValueError as error:
            raise forms.ValidationError(_("There is no such day.")) from error

    def prepare_value(self, value: Any) -> Any:
        """Return a stored day as it is typed, year first, in the page's calendar and digits."""
        if not isinstance(value, date):
            return value
        lang = check_language((get_language() or "fa")[:2])
        year, month, day = dates.convert(value, dates.calendar_of(lang))
        return digits.localize(f"{year}/{month:02d}/{day:02d}", lang)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare days, not the way in which they are written."""
        try:
            return bool((initial or None) != self.clean(data))
        except forms.ValidationError:
            return True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Type from left to right, with a keypad where there is one."""
        return {**super().widget_attrs(widget), "dir": "ltr", "inputmode": "numeric", "size": 12, "autocomplete": "off"}


class WholeNumberField(forms.IntegerField):
    """A whole number in Latin, Persian or Arabic digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "size": 6, "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Return the number; None for an empty field."""
        return super().to_python(to_ascii(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the limits to the message: the browser's own check knows no Persian digits."""
        return {}


def colour_field(db_field: Any) -> forms.Field:
    """Return the form field of a colour."""
    return forms.RegexField(
        r"^#[0-9A-Fa-f]{6}$",
        required=not db_field.blank,
        label=db_field.verbose_name,
        help_text=_("Six signs after #, such as #0B4F5C."),
        error_messages={"invalid": _("Write a colour like #0B4F5C.")},
        widget=forms.TextInput(attrs={"dir": "ltr", "size": 9, "maxlength": 7}),
    )


def zone_field(db_field: Any) -> forms.Field:
    """Return the form field of a time zone: one of those that the system knows."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/")))
    return forms.ChoiceField(
        choices=[(name, name) for name in names], label=db_field.verbose_name, initial=db_field.default
    )
