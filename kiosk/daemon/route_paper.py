"""The way to a room on paper (C31, U15)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.daemon.phrases import room_number, say
from kiosk.ipc import PrintWay
from kiosk.printing.pages import RoutePage
from language import joined
from language.dates import format_date, format_time
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue


def compose(
    catalogue: Catalogue, asked: PrintWay, heading_deg: float, kiosk: str, at: datetime, logo: bytes | None
) -> RoutePage | None:
    """Return the page of a way that was asked for `at`; None where the map knows none.

    `heading_deg` is the compass direction that a visitor of this kiosk faces, `kiosk` its id on the map.
    """
    if catalogue.venue is None:
        return None
    from kiosk.flow.wayfinding.graph import WalkGraph
    from kiosk.flow.wayfinding.plan import route_plans
    from kiosk.flow.wayfinding.route import Wayfinder
    from kiosk.flow.wayfinding.words import directions, place

    finder = Wayfinder(WalkGraph(catalogue.venue))
    start, unit = finder.start(kiosk), finder.unit_of_room(asked.room)
    room = next((item for item in catalogue.rooms if item.id == asked.room), None)
    if start is None or unit is None or room is None:
        return None
    goal = (finder.anchor_of_counter(asked.counter) if asked.counter else None) or unit
    route = finder.route(start, goal, asked.means)
    if route is None:
        return None
    lang: Lang = asked.language
    local = at.astimezone(ZoneInfo(catalogue.site.timezone))
    parts = [*place(finder, catalogue, unit, lang), room_number(room, lang)]
    return RoutePage(
        language=lang,
        office=say(catalogue.organisation.name, lang),
        site=say(catalogue.site.name, lang),
        title=say(room.name, lang),
        place=joined(parts, lang),
        printed=f"{format_date(local.date(), lang)} · {format_time(local, lang)}",
        steps=tuple(d.text for d in directions(finder, catalogue, route, lang, heading_deg)),
        plans=route_plans(finder, catalogue, route, lang, heading_deg, kiosk),
        logo=logo,
    )
