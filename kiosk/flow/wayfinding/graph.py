"""The ways of a whole building as a graph: tracks in units, through openings, by lifts and stairs.

A place is a `Node`: level and millimetres, so that it is exact and in order. The graph that is searched has the walk
from one node to the next as its nodes, because a turn costs something: people take the way with fewer turns when it is
hardly longer, and it is shorter to tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from shapely.geometry import Point as Spot
from shapely.geometry import Polygon as Shape

from kiosk.flow.wayfinding.geometry import Position, distance, heading, relative
from kiosk.flow.wayfinding.tracks import tracks
from sync.protocol.venue import STEPPED, THROUGH, VERTICAL, Opening, Unit, Venue
from sync.protocol.venue_geometry import joined, line, shapes

Means = Literal["any", "lift", "stairs", "step-free"]
"""How a visitor goes: what is nearest; by lift where one leads there; on foot; with no step at all."""

Change = Literal["elevator", "escalator", "stairs", "ramp"]

INSIDE = 1.0
"""A way into a room ends so far behind its door, in metres."""


class Node(NamedTuple):
    """A place on a level: x and y in millimetres of the venue's frame."""

    level: str
    x: int
    y: int

    @property
    def position(self) -> Position:
        """x and y in metres."""
        return (self.x / 1000, self.y / 1000)


class Cost(NamedTuple):
    """What a piece of way costs, in millimetres of plain walking, and its true length in millimetres."""

    effort: int
    length: int


TURN = 1500
"""A right turn or a left one costs as much as so many millimetres."""
WAIT = 15_000
"""Half of the wait for a lift; it is paid going in and coming out."""
HOP: dict[Change, int] = {"elevator": 3_000, "escalator": 12_000, "stairs": 20_000, "ramp": 10_000}
"""One level up or down."""
INTRUSION = 1_000_000
"""Walking through a room that is not a passage: only where no other way leads on."""
TIGHT = 1.3


class Edge(NamedTuple):
    """A piece of way, the same in both directions unless `directed`. `unit` is where it lies; a change has none."""

    a: Node
    b: Node
    cost: Cost
    unit: str = ""
    change: Change | None = None
    directed: bool = False


Walk = tuple[Node | None, Node | None]
"""From one node to the next; `(None, x)` begins at x and `(x, None)` ends there."""
Walks = dict[Walk, list[tuple[Walk, int, Edge | None]]]
"""Where each walk leads on: the next walk, its weight and the piece of way that it is; arriving is none."""


class WalkGraph:
    """All ways of a venue. Making one takes some tenths of a second: keep it as long as the content is the same."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.units: dict[str, Unit] = {unit.id: unit for unit in venue.units}
        self.shapes: dict[str, Shape] = shapes(venue)
        self.joined = joined(venue)
        self.doors: dict[str, list[Opening]] = {ident: [] for ident in self.units}
        for opening in venue.openings:
            for unit in self.joined[opening.id]:
                self.doors[unit].append(opening)
        self.goals: dict[str, list[Node]] = {}
        self.anchors: dict[str, Node] = {}
        self.edges: list[Edge] = [*self._inside_units(), *self._between_levels()]
        self._searched: dict[Means, Walks] = {}

    def _inside_units(self) -> Iterator[Edge]:
        anchored: dict[str, list[Position]] = {}
        for anchor in self.venue.anchors:
            at = anchor.geometry.coordinates
            anchored.setdefault(anchor.unit, []).append(at)
            self.anchors[anchor.id] = _node(self.units[anchor.unit].level, at)
        for unit in self.venue.units:
            goals = self._goals(unit)
            self.goals[unit.id] = [_node(unit.level, goal) for goal in goals]
            ends = [(o.geometry.coordinates[0], o.geometry.coordinates[-1]) for o in self.doors[unit.id]]
            middle = goals if unit.category in VERTICAL or not ends else []
            own = [*middle, *anchored.get(unit.id, [])]
            for track in tracks(self.shapes[unit.id], ends, own, goals):
                yield self._walk(unit, track.a, track.b, track.tight)

    def _goals(self, unit: Unit) -> list[Position]:
        """Where a way to the unit ends: in the middle of lifts and stairs, else just inside each of its openings."""
        area = self.shapes[unit.id]
        if unit.category in VERTICAL or not self.doors[unit.id]:
            at = area.representative_point() if not area.centroid.within(area) else area.centroid
            return [(at.x, at.y)]
        return [_inward(area, opening) for opening in self.doors[unit.id]]

    def _walk(self, unit: Unit, a: Position, b: Position, tight: bool) -> Edge:
        ends = (_node(unit.level, a), _node(unit.level, b))
        span = round(distance(ends[0].position, ends[1].position) * 1000)
        effort = round(span * TIGHT) if tight else span
        at_door = any(end in self._door_nodes(unit) for end in ends)
        if at_door and unit.category == "elevator":
            effort += WAIT
        elif at_door and unit.category not in THROUGH | VERTICAL:
            effort += INTRUSION
        return Edge(*ends, Cost(effort, span), unit.id)

    def _door_nodes(self, unit: Unit) -> set[Node]:
        return {_node(unit.level, _middle(opening)) for opening in self.doors[unit.id]}

    def _between_levels(self) -> Iterator[Edge]:
        for relation in self.venue.relationships:
            a, b = self.goals[relation.origin][0], self.goals[relation.destination][0]
            cost = Cost(HOP[relation.category], 0)
            yield Edge(a, b, cost, "", relation.category, relation.direction == "directed")

    def middle(self, opening: Opening) -> Position:
        """Return the middle of an opening, in metres."""
        return _middle(opening)

    def searched(self, means: Means) -> Walks:
        """Return the graph of walks for one kind of visitor; see the head of this module."""
        if means not in self._searched:
            self._searched[means] = _turning(self._allowed(means))
        return self._searched[means]

    def _allowed(self, means: Means) -> list[Edge]:
        return [edge for edge in self.edges if self._passable(edge, means)]

    def _passable(self, edge: Edge, means: Means) -> bool:
        category = edge.change or self.units[edge.unit].category
        if means == "step-free":
            return category not in STEPPED and not self._at_revolving_door(edge)
        if edge.change is None:
            return True
        return means == "any" or (edge.change == "elevator") == (means == "lift")

    def _at_revolving_door(self, edge: Edge) -> bool:
        if not edge.unit:
            return False
        revolving = [o for o in self.doors[edge.unit] if o.door is not None and o.door.type == "revolving"]
        return any(_node(o.level, _middle(o)) in (edge.a, edge.b) for o in revolving)


def _turning(edges: list[Edge]) -> Walks:
    """Return the graph whose nodes are walks.

    The weight puts effort before length in one exact whole number, so that of ways of the same effort the shortest is
    found, whichever end the search begins at.
    """
    out: dict[Node, list[tuple[Node, Edge]]] = {}
    for edge in edges:
        out.setdefault(edge.a, []).append((edge.b, edge))
        out.setdefault(edge.b, [])
        if not edge.directed:
            out[edge.b].append((edge.a, edge))
    graph: Walks = {}
    for here, leads in out.items():
        begins = graph[None, here] = []
        graph[here, None] = []
        for there, edge in leads:
            begins.append(((here, there), _weight(edge.cost), edge))
            onward = graph[here, there] = [((there, None), 0, None)]
            for beyond, after in out[there]:
                if beyond != here:
                    corner = _corner(edge, after, here, there, beyond)
                    onward.append(((there, beyond), _weight(after.cost) + _weight(Cost(corner, 0)), after))
    return graph


def _weight(cost: Cost) -> int:
    return cost.effort * 10**9 + cost.length


def _corner(edge: Edge, after: Edge, here: Node, there: Node, beyond: Node) -> int:
    if edge.change or after.change:
        return 0
    change = relative(heading(here.position, there.position), heading(there.position, beyond.position))
    return round(min(abs(change), 90) / 90 * TURN)


def _node(level: str, at: Position) -> Node:
    return Node(level, round(at[0] * 1000), round(at[1] * 1000))


def _middle(opening: Opening) -> Position:
    (ax, ay), (bx, by) = opening.geometry.coordinates[0], opening.geometry.coordinates[-1]
    return ((ax + bx) / 2, (ay + by) / 2)


def _inward(area: Shape, opening: Opening) -> Position:
    """Return the point that lies `INSIDE` behind an opening, or less deep in a shallow unit."""
    (ax, ay), (bx, by) = line(opening).coords[0], line(opening).coords[-1]
    span = distance((ax, ay), (bx, by))
    across = ((by - ay) / span, (ax - bx) / span)
    middle = _middle(opening)
    for depth in (INSIDE, INSIDE / 2, INSIDE / 5):
        for side in (1, -1):
            point = (round(middle[0] + side * depth * across[0], 3), round(middle[1] + side * depth * across[1], 3))
            if area.covers(Spot(point)):
                return point
    return middle
