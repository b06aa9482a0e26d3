"""What a drawing of a floor needs, as data: areas, walls, labels, the way, where one stands. No pixels, no colours.

A plan is never mirrored, in no language (R4). It may be turned by right angles so that what lies before the visitor is
at the top, because people find their way on a plan much better so; its labels stay upright.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from shapely import MultiLineString, MultiPoint, Polygon, box, line_merge
from shapely.ops import unary_union

from kiosk.flow.wayfinding.geometry import Position, rotate
from kiosk.flow.wayfinding.route import LevelChange, Route, Wayfinder
from kiosk.flow.wayfinding.words import floor_name, plan_facing, said
from kiosk.text.messages import Messages
from language.digits import localize
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue
from sync.protocol.places import Room
from sync.protocol.venue import THROUGH, VERTICAL, Anchor, Unit
from sync.protocol.venue_geometry import shape, unit_at

Kind = Literal["way", "room", "service", "closed", "outside", "goal", "via"]
"""What an area is to a visitor: walked through; entered; lift, stairs, toilet; not for visitors; outdoors; the goal;
the lift or stairs that the way takes."""

DESK_M = 1.4
"""How wide the number of a counter is drawn."""

OUTSIDE: Final = frozenset({"ramp", "road", "steps", "terrace", "unenclosedarea", "vegetation"})
"""Categories that stay off the plan unless the way leads over them."""

ICONS: Final = {
    "restroom": "human-male-female",
    "lift": "elevator-passenger",
    "stairs": "stairs",
    "entrance": "door-open",
    "prayer": "mosque",
}
"""Material Design icons by kind of room."""

EDGE = 0.4
"""Margin round a plan, in metres."""
STEP_IN = 0.5
"""A way is drawn so far into a lift or onto stairs, in metres, so that their sign stays free."""


@dataclass(frozen=True)
class Area:
    """A unit. `ring` is its outline; its kind gives its colour."""

    kind: Kind
    ring: tuple[Position, ...]


@dataclass(frozen=True)
class Mark:
    """A label in an area: a door number, a counter, a name or an icon. `room` is the width and height that it may take
    around `middle`, where it may be moved to keep clear of others; `on` the kind of area that it stands on; a
    counter's says whether it is the goal. `note` is what a room is called, on plans that no way leads over.
    """

    kind: Literal["number", "name", "counter", "icon"]
    at: Position
    text: str = ""
    icon: str = ""
    room: tuple[float, float] = (0.0, 0.0)
    on: Kind = "room"
    note: str = ""
    middle: Position = (0.0, 0.0)


@dataclass(frozen=True)
class Here:
    """Where the visitor stands, and where he faces: degrees clockwise from the top of the plan as it is drawn.

    `room` is how wide the unit is in which he stands, in metres.
    """

    at: Position
    facing: float
    room: float


@dataclass(frozen=True)
class Plan:
    """One level. Positions are in metres from the lower left corner of the drawing, y upwards; `size` is its extent.

    `paths` are the walks on this level in order; `ends` says whether the last one ends at the goal.
    """

    level: str
    title: str
    lang: Lang
    size: tuple[float, float]
    areas: tuple[Area, ...]
    walls: tuple[tuple[Position, ...], ...]
    marks: tuple[Mark, ...]
    paths: tuple[tuple[Position, ...], ...] = ()
    here: Here | None = None
    here_text: str = ""
    ends: bool = False


def route_plans(
    finder: Wayfinder, catalogue: Catalogue, route: Route, lang: Lang, heading_deg: float | None = None, kiosk: str = ""
) -> tuple[Plan, ...]:
    """Return the plans of the levels that a route walks on, in its order.

    `heading_deg` is the compass direction that the visitor faces; None leaves the plan as it was drawn.
    """
    goal_level = finder.graph.units[route.goal].level
    levels = [leg.level for leg in route.legs]
    if not levels or (isinstance(route.parts[-1], LevelChange) and goal_level != levels[-1]):
        levels.append(goal_level)
    draw = _Draughtsman(finder, catalogue, lang, heading_deg, kiosk)
    return tuple(draw.plan(level, route) for level in dict.fromkeys(levels))


def floor_plan(
    finder: Wayfinder, catalogue: Catalogue, level: str, lang: Lang, heading_deg: float | None = None, kiosk: str = ""
) -> Plan:
    """Return the plan of one level with no way on it."""
    return _Draughtsman(finder, catalogue, lang, heading_deg, kiosk).plan(level, None)


def level_of_floor(finder: Wayfinder, floor: str) -> str | None:
    """Return the id of the level that is the plan of a floor of the catalogue, None where there is none."""
    return next((level.id for level in finder.venue.levels if level.floor == floor), None)


class _Draughtsman:
    def __init__(
        self, finder: Wayfinder, catalogue: Catalogue, lang: Lang, heading_deg: float | None, kiosk: str
    ) -> None:
        self.finder = finder
        self.catalogue = catalogue
        self.lang: Lang = lang
        self.rooms = {room.id: room for room in catalogue.rooms}
        self.facing = None if heading_deg is None else plan_facing(finder, heading_deg)
        self.turned = 0.0 if self.facing is None else round(self.facing / 90) % 4 * 90.0
        self.start = finder.start(kiosk)
        self.led = False

    def plan(self, level: str, route: Route | None) -> Plan:
        """Draw one level, with what of a route lies on it."""
        self.led = route is not None
        legs = self._paths(route, level) if route else []
        via = self._shafts(route, level) - {route.goal} if route else set()
        units = [unit for unit in self.finder.venue.units if unit.level == level and self._is_shown(unit, legs)]
        goal = route.goal if route and route.anchor is None else ""
        rings = [self._turn(self.finder.graph.shapes[unit.id].exterior.coords) for unit in units]
        paths = [self._turn(points) for points in legs]
        low, size = _extent([*rings, *paths])
        here = self._here(level)
        return Plan(
            level=level,
            title=floor_name(self.catalogue, self.finder, level, self.lang),
            lang=self.lang,
            size=size,
            areas=tuple(Area(_kind(u, goal, via), _shift(ring, low)) for u, ring in zip(units, rings, strict=True)),
            walls=tuple(_shift(self._turn(piece), low) for piece in self._walls(level, units)),
            marks=tuple(self._marks(units, goal, via, low, route.anchor if route else None)),
            paths=tuple(_shift(path, low) for path in paths),
            here=Here(_shift([here.at], low)[0], here.facing, here.room) if here else None,
            here_text=Messages(self.lang).get("way.you_are_here") if here else "",
            ends=route is not None and bool(paths) and level == self.finder.graph.units[route.goal].level,
        )

    def _is_shown(self, unit: Unit, legs: list[tuple[Position, ...]]) -> bool:
        area = self.finder.graph.shapes[unit.id]
        return unit.category not in OUTSIDE or any(self.finder.line(points).intersects(area) for points in legs)

    def _turn(self, points: Iterable[Position]) -> tuple[Position, ...]:
        return tuple(rotate((point[0], point[1]), -self.turned) for point in points)

    def _walls(self, level: str, units: list[Unit]) -> list[list[Position]]:
        shown = [self.finder.graph.shapes[unit.id].boundary.buffer(0.01) for unit in units]
        walls = self.finder.walls(level)
        pieces = [piece for piece in getattr(walls, "geoms", [walls]) if any(edge.covers(piece) for edge in shown)]
        joined = line_merge(MultiLineString(pieces))
        return [list(piece.coords) for piece in getattr(joined, "geoms", [joined])]

    def _here(self, level: str) -> Here | None:
        if self.start is None or self.finder.graph.anchors[self.start].level != level:
            return None
        at = self._turn([self.finder.graph.anchors[self.start].position])[0]
        unit = self._unit_of_start()
        _, space = _extent([self._turn(self.finder.graph.shapes[unit].exterior.coords)]) if unit else (at, (4.0, 4.0))
        return Here(at, ((self.facing or 0.0) - self.turned) % 360, space[0] - 4 * EDGE)

    def _shafts(self, route: Route, level: str) -> set[str]:
        """Lifts and stairs of a level that a route takes or leads to."""
        ends = [point for leg in route.legs if leg.level == level for point in (leg.points[0], leg.points[-1])]
        found = {unit_at(self.finder.venue, level, point) or "" for point in ends}
        return {unit for unit in found if unit and self.finder.graph.units[unit].category in VERTICAL}

    def _paths(self, route: Route, level: str) -> list[tuple[Position, ...]]:
        """The walks on a level, without what of them lies deep in lifts and stairs."""
        area = self.finder.graph.shapes
        inside = [area[unit].buffer(-STEP_IN) for unit in sorted(self._shafts(route, level))]
        drawn = []
        for leg in route.legs:
            if leg.level == level:
                left = self.finder.line(leg.points).difference(unary_union(inside))
                pieces = [piece for piece in getattr(left, "geoms", [left]) if piece.length > STEP_IN]
                drawn += [tuple(piece.coords) for piece in pieces]
        return drawn

    def _marks(self, units: list[Unit], goal: str, via: set[str], low: Position, anchor: str | None) -> Iterable[Mark]:
        shown = {unit.id for unit in units}
        standing = self._unit_of_start()
        for unit in units:
            room = self.rooms.get(unit.room or "")
            if unit.id == standing and unit.id != goal:
                continue  # "you are here" says enough of it
            mark = self._mark(unit, room, _kind(unit, goal, via))
            if mark is not None:
                yield _moved(mark, low)
        numbers = {counter.id: counter.number for counter in self.catalogue.counters}
        for item in self.finder.venue.anchors:
            if item.counter is not None and item.unit in shown:
                at = self._turn([self._desk(item)])[0]
                text = localize(numbers.get(item.counter, ""), self.lang)
                kind: Kind = "goal" if item.id == anchor else "room"
                yield _moved(Mark("counter", at, text, on=kind), low)

    def _desk(self, anchor: Anchor) -> Position:
        """Where the number of a counter is written: on its desk, else where its visitor stands."""
        for fixture in self.finder.venue.fixtures:
            if fixture.anchor == anchor.id:
                middle = shape(fixture.geometry).centroid
                return (middle.x, middle.y)
        return anchor.geometry.coordinates

    def _unit_of_start(self) -> str | None:
        return next((anchor.unit for anchor in self.finder.venue.anchors if anchor.id == self.start), None)

    def _mark(self, unit: Unit, room: Room | None, kind: Kind) -> Mark | None:
        area = self.finder.graph.shapes[unit.id]
        middle = area.centroid if area.centroid.within(area) else area.representative_point()
        point = unit.display_point.coordinates if unit.display_point else (middle.x, middle.y)
        at = self._turn([point])[0]
        low, (wide, high) = _extent([self._turn(self._free(unit, area).exterior.coords)])
        place: dict[str, Any] = {
            "room": (wide - 4 * EDGE, high - 4 * EDGE), "on": kind, "middle": (low[0] + wide / 2, low[1] + high / 2)
        }  # fmt: skip
        if room is None:
            if unit.category in VERTICAL and unit.category != "escalator":
                return Mark("icon", at, icon=ICONS["lift" if unit.category == "elevator" else "stairs"], **place)
            return None
        if room.kind in ICONS:
            return Mark("icon", at, said(room.name, self.lang), ICONS[room.kind], **place)
        if room.kind in ("hall", "counter-hall"):
            return Mark("name", at, said(room.name, self.lang), **place)
        note = "" if self.led else said(room.name, self.lang)
        return Mark("number", at, localize(room.number, self.lang), note=note, **place)

    def _free(self, unit: Unit, area: Polygon) -> Polygon:
        """The larger part of a unit beside its row of counters; all of it where that is the smaller one."""
        desks = [self._desk(one) for one in self.finder.venue.anchors if one.counter and one.unit == unit.id]
        if not desks:
            return area
        west, south, east, north = area.bounds
        left, lower, right, upper = MultiPoint(desks).buffer(DESK_M / 2).bounds
        upright = upper - lower >= right - left
        sides = (
            [box(west, south, left, north), box(right, south, east, north)]
            if upright
            else [box(west, south, east, lower), box(west, upper, east, north)]
        )
        free = max((area.intersection(side) for side in sides), key=lambda part: part.area)
        return free if isinstance(free, Polygon) and free.area >= area.area / 2 else area


def _kind(unit: Unit, goal: str, via: set[str]) -> Kind:
    if unit.id == goal or unit.id in via:
        return "goal" if unit.id == goal else "via"
    if unit.category == "nonpublic" or unit.restriction is not None:
        return "closed"
    if unit.category in VERTICAL or unit.category.startswith("restroom"):
        return "service"
    if unit.category in OUTSIDE:
        return "outside"
    return "way" if unit.category in THROUGH else "room"


def _extent(lines: Iterable[Iterable[Position]]) -> tuple[Position, tuple[float, float]]:
    """Return the lower left corner, margin included, and width and height."""
    points = [point for line in lines for point in line]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    low = (min(xs) - EDGE, min(ys) - EDGE)
    return low, (max(xs) + EDGE - low[0], max(ys) + EDGE - low[1])


def _shift(points: Iterable[Position], low: Position) -> tuple[Position, ...]:
    return tuple((round(x - low[0], 4), round(y - low[1], 4)) for x, y in points)


def _moved(mark: Mark, low: Position) -> Mark:
    at, middle = _shift([mark.at, mark.middle], low)
    return replace(mark, at=at, middle=middle)
