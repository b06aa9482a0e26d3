"""Weekdays and hours in the page's language."""

from __future__ import annotations

from datetime import time

from django import template

from desk.console.templatetags.words import page_language
from desk.signage.forms import DAYS
from language import dates

register = template.Library()
_NAMES = dict(DAYS)


@register.filter
def weekday(day: str) -> str:
    """Return the name of a weekday such as `sat`."""
    return str(_NAMES.get(day, day))


@register.filter
def clock_of(value: time) -> str:
    """Return an hour of the wall's clock."""
    return dates.format_time(value, page_language())
