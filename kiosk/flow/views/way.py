"""The way to a room, drawn and in words (C31, U15), where the office has drawn a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.flow.context import Context
from kiosk.flow.page import Block, Choice, Destination, FloorMap, Item, Listing, Page, Panel, do, go
from kiosk.flow.views.registry import view
from sync.protocol.places import Counter, Room

if TYPE_CHECKING:
    from kiosk.flow.wayfinding.graph import Means
    from kiosk.flow.wayfinding.route import Route, Wayfinder

_WAYS: tuple[tuple[Means, str, str], ...] = (
    ("lift", "way.by_lift", "elevator-passenger"),
    ("stairs", "way.by_stairs", "stairs"),
    ("step-free", "way.step_free", "wheelchair-accessibility"),
)


_STEP_SHARE = 0.064
"""About how much of a page's height one direction takes."""
_LEAST_SHARE = 0.24
"""A map is not drawn smaller than this part of a page's height; rather the page gets a second part."""


def way_page(c: Context, room: Room, to: Destination) -> Page | None:
    """Return the page of the way to a room; None where the map does not show the room or this kiosk.

    Arguments: `means` is one of `Means`, by default the one that suits the visit; `counter` is a counter in the room.
    """
    finder = c.directory.wayfinder
    start = finder.start(c.settings.screen.place) if finder else None
    unit = finder.unit_of_room(room.id) if finder else None
    if finder is None or start is None or unit is None:
        return None
    counter = c.directory.counters.get(to.arg("counter"))
    goal = (finder.anchor_of_counter(counter.id) if counter else None) or unit
    found = ways(finder, start, goal)
    means = to.arg("means") or usual(c, found)
    route = next((route for name, route in found.items() if name == means), None)
    maps, words = _drawn(c, finder, route) if route else ([_none(c)], [])
    return Page(
        name="room",
        title=c.tx(room.name),
        subtitle=_place(c, finder, unit, room, counter),
        blocks=tuple(maps),
        side=tuple(words),
        small_actions=(*_others(c, to, room, found, means), *_paper(c, room, counter, means if route else "")),
        args=to.args,
    )


def ways(finder: Wayfinder, start: str, goal: str) -> dict[Means, Route]:
    """Return the ways there are, by means; one that is the same as an earlier one is left out."""
    found: dict[Means, Route] = {}
    for means, _, _ in _WAYS:
        route = finder.route(start, goal, means)
        if route is not None and all(other.parts != route.parts for other in found.values()):
            found[means] = route
    if not found:
        route = finder.route(start, goal)
        if route is not None:
            found["any"] = route
    return found


def usual(c: Context, found: dict[Means, Route]) -> Means:
    """Return the means that suits the visit: by lift where there is one, with no step in reach mode."""
    wanted: tuple[Means, ...] = ("step-free", "lift") if c.visit.reach else ("lift", "step-free", "stairs", "any")
    return next((means for means in wanted if means in found), "lift")


def _drawn(c: Context, finder: Wayfinder, route: Route) -> tuple[list[Block], list[Block]]:
    from kiosk.flow.wayfinding.plan import route_plans
    from kiosk.flow.wayfinding.words import directions

    catalogue, facing = c.directory.catalogue, c.settings.screen.heading_deg
    steps = tuple(Item(d.text, icon=d.icon) for d in directions(finder, catalogue, route, c.lang, facing))
    plans = route_plans(finder, catalogue, route, c.lang, facing, c.settings.screen.place)
    left = 0.89 - _STEP_SHARE * len(steps)
    share, beside = max(_LEAST_SHARE, left / len(plans)), 0.95 / len(plans)
    maps: list[Block] = [FloorMap(plan, share, beside) for plan in plans]
    return maps, [Listing(steps, c.tr("room.from_here"), "number")]


def _none(c: Context) -> Panel:
    return Panel(c.tr("way.none"), c.tr("browse.ask", place=c.desk()), icon="map-marker-question")


def _place(c: Context, finder: Wayfinder, unit: str, room: Room, counter: Counter | None) -> str:
    """Floor, wing, room, counter, in this order (U15)."""
    from kiosk.flow.wayfinding.words import place

    parts = [*place(finder, c.directory.catalogue, unit, c.lang), c.tr("place.room", number=c.digits(room.number))]
    if counter is not None:
        parts.append(c.tr("place.counter", number=c.digits(counter.number)))
    return c.joined(parts)


def _others(c: Context, to: Destination, room: Room, found: dict[Means, Route], means: str) -> tuple[Choice, ...]:
    counter = to.arg("counter")
    kept = {"counter": counter} if counter else {}
    return tuple(
        Choice(f"way.{name}", c.tr(msgid), go(to.view, "replace", **{**dict(to.args), **kept, "means": name}), icon)
        for name, msgid, icon in _WAYS
        if name in found and name != means
    )


def _paper(c: Context, room: Room, counter: Counter | None, means: str) -> tuple[Choice, ...]:
    if not means or (c.status is not None and c.status.printer == "none"):
        return ()
    asked = do("print-way", room=room.id, counter=counter.id if counter else "", means=means)
    return (Choice("way.print", c.tr("way.print"), asked, "printer"),)


def plan_choice(c: Context, floor: str) -> tuple[Choice, ...]:
    """Return the choice that leads to a floor's plan; none where it is not drawn."""
    if c.directory.catalogue.venue is None or all(level.floor != floor for level in c.directory.catalogue.venue.levels):
        return ()
    return (Choice("floor.plan", c.tr("way.plan"), go("plan", floor=floor), "floor-plan"),)


@view("plan")
def plan(c: Context, to: Destination) -> Page:
    """The plan of a floor (C31); the numbers on it are those of the list of its rooms."""
    from kiosk.flow.wayfinding.plan import floor_plan, level_of_floor

    floor = c.directory.floors[to.arg("floor")]
    finder = c.directory.wayfinder
    level = level_of_floor(finder, floor.id) if finder else None
    screen = c.settings.screen
    blocks: tuple[Block, ...] = (_none(c),)
    if finder is not None and level is not None:
        drawn = floor_plan(finder, c.directory.catalogue, level, c.lang, screen.heading_deg, screen.place)
        blocks = (FloorMap(drawn, share=0.98, share_beside=0.98),)
    return Page(name="plan", title=c.tr("way.plan"), subtitle=c.tx(floor.summary), blocks=blocks, args=to.args)
