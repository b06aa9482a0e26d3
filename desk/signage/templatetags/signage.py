"""Weekdays and hours in the page's language."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import template

from desk.console.templatetags.words import page_language
from desk.directory.models import Site
from desk.signage.forms import DAYS
from desk.signage.views.common import sites_of
from language import dates

register = template.Library()
_NAMES = dict(DAYS)


@register.simple_tag(takes_context=True)
def screen_sites(context: dict[str, Any]) -> list[Site]:
    """Return the sites that the user may choose among."""
    return sites_of(context["request"])


@register.filter
def weekday(day: str) -> str:
    """Return the name of a weekday such as `sat`."""
    return str(_NAMES.get(day, day))


@register.filter
def clock_of(value: time) -> str:
    """Return an hour of the wall's clock."""
    return dates.format_time(value, page_language())
