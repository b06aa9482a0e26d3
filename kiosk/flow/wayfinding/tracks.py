"""Where people walk inside one unit: tracks along its middle and straight out of its doors, as a graph.

A unit gets a grid in the direction of its longest wall: lines through the middle between its corners, through each
door at a right angle to it, and through each anchor. What lies inside the unit is kept. So a way follows the middle of
a corridor and turns where a person would, instead of cutting from corner to corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from shapely.geometry import LineString as Line
from shapely.geometry import Point as Spot
from shapely.geometry import Polygon as Shape

from kiosk.flow.wayfinding.geometry import Position, distance, heading, rotate

KEEP = 0.3
"""Nobody walks nearer to a wall, in metres, except through a door."""
ROOMY = 0.9
"""Nearer to a wall than this, in metres, a way costs more."""
NARROWEST = 0.6
"""Between corners nearer than this, in metres, there is no track."""
SAME = 0.02
"""Two tracks nearer than this, in metres, are one: plans are drawn to the centimetre at best."""


@dataclass(frozen=True)
class Track:
    """A straight piece of way. `tight` is true near a wall."""

    a: Position
    b: Position
    tight: bool


def tracks(
    area: Shape,
    doors: Iterable[tuple[Position, Position]],
    anchors: Iterable[Position],
    stops: Iterable[Position] = (),
) -> list[Track]:
    """Return the tracks of a unit.

    `area` is its polygon, `doors` are the ends of its openings, `anchors` are points inside that get tracks of their
    own, `stops` are points that lie on the track of a door; all in metres. Each of them, and the middle of each
    opening, is the end of a track if there is any way to it inside the unit.
    """
    angle = _direction(area)
    turned = Shape([rotate(p, -angle) for p in area.exterior.coords],
                   [[rotate(p, -angle) for p in ring.coords] for ring in area.interiors])  # fmt: skip
    grid = _Grid(turned)
    known: dict[Position, Position] = {}
    grid.add_middles()
    for a, b in doors:
        middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        known[grid.add_door(rotate(a, -angle), rotate(b, -angle))] = _mm(middle)
    for anchor in anchors:
        known[grid.add_anchor(rotate(anchor, -angle))] = _mm(anchor)
    for stop in stops:
        known[grid.add_stop(rotate(stop, -angle))] = _mm(stop)

    def back(point: Position) -> Position:
        """Ends have exactly the place that they were given, or two units would miss each other at their door."""
        return known.get(point) or _mm(rotate(point, angle))

    return [Track(back(t.a), back(t.b), t.tight) for t in grid.tracks()]


def _mm(point: Position) -> Position:
    return (round(point[0], 3) + 0.0, round(point[1], 3) + 0.0)


def _direction(area: Shape) -> float:
    """Return how far the longest wall is turned, 0 to 90 degrees; nearly none is none."""
    corners = list(area.exterior.coords)
    longest = max(pairwise(corners), key=lambda side: (round(distance(*side), 3), side))
    angle = heading(*longest) % 90
    return 0.0 if min(angle, 90 - angle) < 0.5 else angle


class _Lines(set[float]):
    """Places of parallel lines. Those that lie closer than `SAME` are one."""

    def near(self, value: float) -> float:
        """Return the line at `value`, or `value` where there is none."""
        found = [line for line in self if abs(line - value) < SAME]
        return min(found) if found else round(value, 3)

    def lay(self, value: float) -> float:
        """Lay a line at `value` unless there is one; return it."""
        line = self.near(value)
        self.add(line)
        return line


class _Grid:
    """Lines of constant x and of constant y over one polygon that is turned upright."""

    def __init__(self, area: Shape) -> None:
        self.area = area
        self.inner = area.buffer(-KEEP)
        self.xs = _Lines()
        self.ys = _Lines()
        self.ends: set[Position] = set()

    def add_middles(self) -> None:
        """Lay tracks in the middle between neighbouring corners."""
        for axis, values in ((0, self.xs), (1, self.ys)):
            corners = sorted(
                {round(p[axis], 3) for ring in (self.area.exterior, *self.area.interiors) for p in ring.coords}
            )
            wide = [(a, b) for a, b in pairwise(corners) if b - a >= NARROWEST]
            for a, b in wide:
                values.lay((a + b) / 2)

    def add_door(self, a: Position, b: Position) -> Position:
        """Lay a track through the middle of an opening, across it; return that middle."""
        x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
        if abs(a[0] - b[0]) >= abs(a[1] - b[1]):
            return self._end(self.xs.lay(x), round(y, 3))
        return self._end(round(x, 3), self.ys.lay(y))

    def add_anchor(self, point: Position) -> Position:
        """Lay tracks both ways through a point; return it."""
        return self._end(self.xs.lay(point[0]), self.ys.lay(point[1]))

    def add_stop(self, point: Position) -> Position:
        """Mark a point on a track that is there already; return it."""
        return self._end(self.xs.near(point[0]), self.ys.near(point[1]))

    def _end(self, x: float, y: float) -> Position:
        self.ends.add((x, y))
        return (x, y)

    def tracks(self) -> Iterator[Track]:
        """Every piece of track between neighbouring crossings; straight ones between ends that have none else."""
        spots = {(x, y) for x in self.xs for y in self.ys if self.inner.covers(Spot(x, y))} | self.ends
        found: list[Track] = []
        for axis, laid in ((0, self.xs), (1, self.ys)):
            rows: dict[float, list[Position]] = {}
            for spot in sorted(spots):
                if spot[axis] in laid:
                    rows.setdefault(spot[axis], []).append(spot)
            for row in rows.values():
                found += [self._track(a, b) for a, b in pairwise(row) if self._inside(a, b)]
        yield from found
        yield from self._joins(found)

    def _inside(self, a: Position, b: Position) -> bool:
        piece = Line([a, b])
        if not self.area.buffer(0.001).covers(piece):
            return False
        free = [end for end in (a, b) if end not in self.ends]
        return len(free) < 2 or bool(self.inner.buffer(0.001).covers(piece))

    def _track(self, a: Position, b: Position) -> Track:
        middle = Spot((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        return Track(a, b, bool(middle.distance(self.area.exterior) < ROOMY))

    def _joins(self, found: list[Track]) -> Iterator[Track]:
        """Straight lines that join parts of the unit which the grid, made for right angles, left apart."""
        parts = {spot: index for index, spot in enumerate(sorted({p for t in found for p in (t.a, t.b)} | self.ends))}
        for track in found:
            _merge(parts, track.a, track.b)
        pairs = sorted(combinations(sorted(parts), 2), key=lambda pair: (round(distance(*pair), 3), pair))
        for a, b in pairs:
            if parts[a] != parts[b] and self.area.buffer(0.001).covers(Line([a, b])):
                _merge(parts, a, b)
                yield self._track(a, b)


def _merge(parts: dict[Position, int], a: Position, b: Position) -> None:
    old, new = parts[b], parts[a]
    if old != new:
        for spot, index in parts.items():
            if index == old:
                parts[spot] = new
