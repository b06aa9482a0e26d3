"""When the office is open and what it has to tell (C34): the week, days that differ, notices, how to reach it."""

from __future__ import annotations

from datetime import date, timedelta

from kiosk.flow.context import Context
from kiosk.flow.hours import spans
from kiosk.flow.page import Block, Destination, Fact, Facts, Item, Listing, Page
from kiosk.flow.views.home import notices
from kiosk.flow.views.registry import view
from language.dates import format_date, weekday_name

_WEEK = 7
_AHEAD_DAYS = 60
"""Days that differ are told so long before."""
_MOST_DIFFERING = 4


@view("office")
def office(c: Context, to: Destination) -> Page:
    """Hours beside notices."""
    blocks: list[Block] = [Facts(tuple(week(c)))]
    differing = _differing(c)
    if differing:
        blocks.append(Listing(tuple(differing), c.tr("office.differ"), "plain"))
    side: list[Block] = []
    told = tuple(Item(c.tx(notice.title), c.tx(notice.text)) for notice in notices(c))
    if told:
        side.append(Listing(told, c.tr("office.notices"), "plain"))
    reach = _reach(c)
    if reach:
        side.append(Facts(tuple(reach)))
    return Page(name="office", title=c.tr("office.title"), blocks=tuple(blocks), side=tuple(side))


def week(c: Context) -> list[Fact]:
    """The usual week, days with the same hours in one line, beginning with Saturday (D5)."""
    today = c.local(c.now).date()
    saturday = today - timedelta(days=(today.weekday() + 2) % _WEEK)
    regular = c.directory.catalogue.site.hours.model_copy(update={"exceptions": ()})
    runs: list[tuple[date, date, str]] = []
    for day in (saturday + timedelta(days=i) for i in range(_WEEK)):
        text = _spans(
            c, [(opens.strftime("%-H:%M"), closes.strftime("%-H:%M")) for opens, closes in spans(regular, day)[0]]
        )
        if runs and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], day, text)
        else:
            runs.append((day, day, text))
    return [Fact("clock-outline", _days(c, first, last), text) for first, last, text in runs]


def _spans(c: Context, hours: list[tuple[str, str]]) -> str:
    if not hours:
        return c.tr("home.closed")
    return c.joined([c.tr("office.span", opens=c.digits(opens), closes=c.digits(closes)) for opens, closes in hours])


def _days(c: Context, first: date, last: date) -> str:
    names = weekday_name(first, c.lang), weekday_name(last, c.lang)
    return c.sentence(names[0] if first == last else c.tr("office.days", first=names[0], last=names[1]))


def _differing(c: Context) -> list[Item]:
    """The next days with hours of their own."""
    today = c.local(c.now).date()
    found = []
    for day in sorted(c.directory.catalogue.site.hours.exceptions, key=lambda day: day.date):
        if today <= day.date <= today + timedelta(days=_AHEAD_DAYS):
            own = [(day.opens.lstrip("0"), day.closes.lstrip("0"))] if day.opens and day.closes else []
            notes = [_spans(c, own), c.tx(day.note)]
            name = c.sentence(format_date(day.date, c.lang, "weekday"))
            found.append(Item(name, " · ".join(note for note in notes if note)))
    return found[:_MOST_DIFFERING]


def _reach(c: Context) -> list[Fact]:
    organisation = c.directory.catalogue.organisation
    rows = []
    if organisation.phone:
        rows.append(Fact("phone", c.tr("place.phone"), c.ltr(organisation.phone)))
    if organisation.website:
        rows.append(Fact("web", c.tr("office.website"), organisation.website.removeprefix("https://").rstrip("/")))
    address = c.tx(c.directory.catalogue.site.address)
    if address:
        rows.append(Fact("map-marker", c.tr("office.address"), address))
    return rows
