"""The way from one place of a building to another, as lines on its levels and changes between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shapely.geometry import LineString as Line
from shapely.geometry import Polygon as Shape
from shapely.geometry.base import BaseGeometry

from kiosk.flow.wayfinding import geometry
from kiosk.flow.wayfinding.geometry import Position, distance, heading, relative
from kiosk.flow.wayfinding.graph import Change, Edge, Means, Node, Walk, WalkGraph
from kiosk.flow.wayfinding.search import cheapest
from sync.protocol.venue import Section
from sync.protocol.venue_geometry import shape, walls

JOG = 2.5
"""A step aside shorter than this, in metres, is walked as one slanting line where walls allow it."""
SHOULDER = 0.25
"""A slanting line keeps so far from walls, in metres."""


@dataclass(frozen=True)
class Leg:
    """A walk on one level. `points` are in metres of the venue's frame, at least two."""

    level: str
    points: tuple[Position, ...]

    @property
    def length(self) -> float:
        """Length in metres."""
        return geometry.length(self.points)


@dataclass(frozen=True)
class LevelChange:
    """From one level to another by a lift, stairs, an escalator or a ramp."""

    by: Change
    level: str
    to: str


@dataclass(frozen=True)
class Route:
    """A way. `goal` is the id of the unit that it leads to, `anchor` that of the point in it, where one was asked for.

    `parts` are legs with changes between them; none at all where one stands in the place already.
    """

    means: Means
    goal: str
    parts: tuple[Leg | LevelChange, ...]
    anchor: str | None = None

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The walks, in order."""
        return tuple(part for part in self.parts if isinstance(part, Leg))

    @property
    def changes(self) -> tuple[LevelChange, ...]:
        """The changes of level, in order."""
        return tuple(part for part in self.parts if isinstance(part, LevelChange))

    @property
    def length(self) -> float:
        """Metres to walk; rides and stairs count nothing."""
        return sum(leg.length for leg in self.legs)


class Wayfinder:
    """Finds ways in one venue. Make one for each version of the content and keep it; finding takes milliseconds."""

    def __init__(self, graph: WalkGraph) -> None:
        self.graph = graph
        self.venue = graph.venue
        self._walls: dict[str, BaseGeometry] = {}
        self._two_way = not any(edge.directed for edge in graph.edges)

    def line(self, points: tuple[Position, ...]) -> Line:
        """Return a polyline as a shapely one."""
        return Line(points)

    def section_shape(self, section: Section) -> Shape:
        """Return the area of a wing."""
        return shape(section.geometry)

    def walls(self, level: str) -> BaseGeometry:
        """Return the walls of a level."""
        if level not in self._walls:
            self._walls[level] = walls(self.venue, level)
        return self._walls[level]

    def is_clear(self, level: str, a: Position, b: Position) -> bool:
        """Whether one can walk straight from `a` to `b` and keep `SHOULDER` from the walls."""
        return bool(self.walls(level).distance(Line([a, b])) > SHOULDER)

    def unit_of_room(self, room: str) -> str | None:
        """Return the id of the unit that is the catalogue's room, None where the map leaves it out."""
        return next((unit.id for unit in self.venue.units if unit.room == room), None)

    def anchor_of_counter(self, counter: str) -> str | None:
        """Return the id of the anchor of a counter, None where the map has none."""
        return next((anchor.id for anchor in self.venue.anchors if anchor.counter == counter), None)

    def start(self, kiosk: str = "") -> str | None:
        """Return the anchor where the visitor of a kiosk stands; without an id that of the first one."""
        found = [k.anchor for k in self.venue.kiosks if kiosk in ("", k.id)]
        return found[0] if found else None

    def route(self, start: str, goal: str, means: Means = "any") -> Route | None:
        """Return the easiest way between two places, None where there is none.

        `start` and `goal` are ids of anchors or units. The same way is found in both directions unless an escalator
        lies on it, and the same one each time.
        """
        unit = self._unit(goal)
        anchor = goal if goal in self.graph.anchors else None
        if self._unit(start) == unit and anchor is None:
            return Route(means, unit, ())
        sources, targets = self._nodes(start), self._nodes(goal)
        turned = self._two_way and sorted(targets) < sorted(sources)
        found = self._search(targets, sources, means) if turned else self._search(sources, targets, means)
        if found is None:
            return None
        nodes, edges = found
        if turned:
            nodes, edges = nodes[::-1], edges[::-1]
        return Route(means, unit, self._parts(nodes, edges), anchor)

    def _unit(self, place: str) -> str:
        if place in self.graph.anchors:
            return next(anchor.unit for anchor in self.venue.anchors if anchor.id == place)
        return place

    def _nodes(self, place: str) -> list[Node]:
        return [self.graph.anchors[place]] if place in self.graph.anchors else self.graph.goals[place]

    def _search(self, sources: list[Node], targets: list[Node], means: Means) -> tuple[list[Node], list[Edge]] | None:
        graph = self.graph.searched(means)
        starts: list[Walk] = [(None, node) for node in sorted(sources) if (None, node) in graph]
        ends: list[Walk] = [(node, None) for node in sorted(targets) if (node, None) in graph]
        if not starts or not ends:
            return None
        found = cheapest(graph, starts, ends)
        if found is None:
            return None
        return [node for (node, _), _ in found if node is not None], [edge for _, edge in found if edge is not None]

    def _parts(self, nodes: list[Node], edges: list[Edge]) -> tuple[Leg | LevelChange, ...]:
        parts: list[Leg | LevelChange] = []
        walked = [nodes[0]]
        for node, edge in zip(nodes[1:], edges, strict=True):
            if edge.change is None:
                walked.append(node)
                continue
            if len(walked) > 1:
                parts.append(self._leg(walked))
            last = parts[-1] if parts else None
            if isinstance(last, LevelChange) and last.by == edge.change:
                parts[-1] = LevelChange(last.by, last.level, node.level)
            else:
                parts.append(LevelChange(edge.change, walked[-1].level, node.level))
            walked = [node]
        if len(walked) > 1:
            parts.append(self._leg(walked))
        return tuple(parts)

    def _leg(self, nodes: list[Node]) -> Leg:
        level = nodes[0].level
        points = [node.position for node in nodes]
        turned = points[::-1] < points
        smooth = straightened(points[::-1] if turned else points, lambda a, b: self.is_clear(level, a, b))
        return Leg(level, tuple(smooth[::-1] if turned else smooth))


def straightened(points: list[Position], is_clear: Callable[[Position, Position], bool]) -> list[Position]:
    """Return a polyline without points that lie on the way anyhow, and with short steps aside cut off slantwise."""
    points = _without_middles(points)
    index = 0
    while index + 3 < len(points):
        a, b, c, d = points[index : index + 4]
        first, second = relative(heading(a, b), heading(b, c)), relative(heading(b, c), heading(c, d))
        slant = abs(relative(heading(a, b), heading(a, d)))
        if distance(b, c) < JOG and abs(first + second) < 1 and slant < geometry.SLIGHT - 5 and is_clear(a, d):
            points[index + 1 : index + 3] = []
            points = _without_middles(points)
            index = max(index - 1, 0)
        else:
            index += 1
    return points


def _without_middles(points: list[Position]) -> list[Position]:
    kept = [points[0]]
    for index in range(1, len(points) - 1):
        change = relative(heading(kept[-1], points[index]), heading(points[index], points[index + 1]))
        if abs(change) > 0.5 and distance(kept[-1], points[index]) > 0.001:
            kept.append(points[index])
    return [*kept, points[-1]]
