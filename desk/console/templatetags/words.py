"""Words, digits and dates of the page's language, for every template."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.audit.wording import act_word
from desk.directory import wording
from desk.directory.exchange.report import Line, What
from desk.directory.fields import in_language
from language import dates, digits, numbers
from language.identity import show_mobile
from sync.protocol.codes import group_code
from sync.protocol.labels import ticket_label

register = template.Library()


def page_language() -> str:
    """Return the two letters of the page's language."""
    return (get_language() or "fa")[:2]


@register.filter
def words(text: Any) -> str:
    """Return a text in languages in the page's own."""
    return in_language(text, page_language())


@register.filter
def digit(value: Any) -> str:
    """Return a number or text in the page's digits."""
    return digits.localize(str(value), page_language())


@register.filter
def number(value: int) -> str:
    """Return a number grouped by thousands."""
    return numbers.format_number(value, page_language())


@register.filter
def percent(value: float) -> str:
    """Return a share between 0 and 1 in percent."""
    return digits.localize(f"{round(100 * value)}", page_language()) + ("٪" if page_language() in ("fa", "ar") else "%")


@register.filter
def hundred(value: float) -> str:
    """Return a share between 0 and 1 as an SVG length of a hundred."""
    return f"{100 * value:.1f}"


@register.filter
def interval_width(share: Any) -> str:
    """Return the width of an interval as an SVG length of a hundred; never nothing."""
    return f"{max(1.0, 100 * (share.high - share.low)):.1f}"


@register.filter
def word_list(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


@register.filter
def seconds_off(milliseconds: int) -> str:
    """Return how far a clock is ahead (+) or behind (−), in seconds."""
    sign = "+" if milliseconds > 0 else "−"
    said = digits.localize(f"{abs(milliseconds) / 1000:.1f}", page_language())
    return f"\u2066{sign}{said}\u2069 " + _("seconds")


@register.filter
def minutes(value: Any) -> str:
    """Return minutes, or a span of them, in words."""
    low, high = value if isinstance(value, list | tuple) else (value, value)
    return numbers.format_range(int(low), max(int(low), int(high)), "minute", page_language())


@register.filter
def day(value: date) -> str:
    """Return a weekday and date."""
    return dates.format_date(value, page_language(), "weekday")


@register.filter
def day_long(value: date) -> str:
    """Return a date with its year."""
    return dates.format_date(value, page_language(), "long")


@register.filter
def day_field(value: date) -> str:
    """Return a date as it is typed, year first, in the page's calendar and digits."""
    year, month, number_ = dates.convert(value, dates.calendar_of(page_language()))
    return digits.localize(f"{year}/{month:02d}/{number_:02d}", page_language())


@register.filter
def hours(value: float) -> str:
    """Return a mean of hours: in days from two days on."""
    if value >= 48:
        return numbers.format_range(round(value / 24), round(value / 24), "day", page_language())
    return numbers.format_range(round(value), round(value), "hour", page_language())


@register.filter
def when(value: datetime | None, zone: str = "Asia/Tehran") -> str:
    """Return a moment as it is said, on the site's clock."""
    return dates.format_datetime(value.astimezone(ZoneInfo(zone)), page_language()) if value else ""


@register.filter
def clock(value: datetime | None, zone: str = "Asia/Tehran") -> str:
    """Return hours and minutes on the site's clock."""
    return dates.format_time(value.astimezone(ZoneInfo(zone)), page_language()) if value else ""


@register.filter
def waited(since: datetime) -> int:
    """Return whole minutes since a moment."""
    return max(0, int((timezone.now() - since).total_seconds() // 60))


@register.filter
def iso(value: datetime) -> str:
    """Return a moment for a script."""
    return value.astimezone(UTC).isoformat()


@register.filter
def label(ticket: Any) -> str:
    """Return a ticket's letter and number."""
    letter = in_language(ticket.queue.letter, page_language())
    return digits.localize(ticket_label(letter, ticket.number, ticket.series), page_language())


@register.filter
def code(value: str) -> str:
    """Return a tracking code in groups, left to right in any text."""
    return digits.localize(group_code(value), page_language())


@register.filter
def phone(value: str) -> str:
    """Return a stored mobile number as it is read."""
    return show_mobile(value, page_language())


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon of the sprite; it says nothing, so the words beside it must."""
    return format_html(
        '<svg class="icon icon-{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        name,
        static("desk/icons.svg"),
        name,
    )


register.filter("table_word", wording.table_word)
register.filter("told", wording.told)
register.filter("act_word", act_word)


@register.filter
def import_word(what: str) -> str:
    """Return what becomes of a line of an import."""
    return {
        What.ADDED: _("New"),
        What.CHANGED: _("Changes"),
        What.SAME: _("Stays"),
        What.RETIRED: _("Retired"),
        What.NOTE: _("Note"),
        What.PROBLEM: _("Problem"),
    }[What(what)]


@register.filter
def line_detail(line: Line) -> str:
    """Return the detail of a line of an import: the fields that change, by their names, or what is wrong."""
    if line.what == What.CHANGED:
        collection = line.item.partition("/")[0]
        return ("، " if page_language() in ("fa", "ar") else ", ").join(
            wording.field_word(collection, field) for field in line.detail.split(", ") if field
        )
    return wording.told(line.detail)


@register.simple_tag
def field_word(collection: str, field: str) -> str:
    """Return what a field of the directory is called."""
    return wording.field_word(collection, field)


@register.simple_tag
def path_word(collection: str, path: str) -> str:
    """Return a way into an item of the directory, in words."""
    return digits.localize(wording.path_word(collection, path), page_language()) if path else ""
