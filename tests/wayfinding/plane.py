"""A second opinion on geometry, written apart from the product's (which leans on shapely), for the tests of routes."""

from __future__ import annotations

import itertools
from math import atan2, degrees, hypot

from sync.protocol.venue import Venue

Position = tuple[float, float]
Segment = tuple[Position, Position]

NEAR = 0.06


def edges(venue: Venue, level: str) -> list[Segment]:
    """Every side of every unit of a level."""
    found = []
    for unit in venue.units:
        if unit.level == level:
            for ring in unit.geometry.coordinates:
                found += [(ring[i], ring[i + 1]) for i in range(len(ring) - 1)]
    return found


def openings(venue: Venue, level: str) -> list[Segment]:
    """Both ends of every opening of a level."""
    return [(o.geometry.coordinates[0], o.geometry.coordinates[-1]) for o in venue.openings if o.level == level]


def crossing(one: Segment, other: Segment) -> Position | None:
    """The point where two segments cross, None where they do not or run alongside."""
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    rx, ry, sx, sy = bx - ax, by - ay, dx - cx, dy - cy
    across = rx * sy - ry * sx
    if abs(across) < 1e-9:
        return None
    t = ((cx - ax) * sy - (cy - ay) * sx) / across
    u = ((cx - ax) * ry - (cy - ay) * rx) / across
    if -1e-9 <= t <= 1 + 1e-9 and -1e-9 <= u <= 1 + 1e-9:
        return (ax + t * rx, ay + t * ry)
    return None


def gap(point: Position, segment: Segment) -> float:
    """The distance of a point from a segment."""
    (ax, ay), (bx, by) = segment
    span = (bx - ax) ** 2 + (by - ay) ** 2
    t = max(0.0, min(1.0, ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / span)) if span else 0.0
    return hypot(point[0] - ax - t * (bx - ax), point[1] - ay - t * (by - ay))


def inside(point: Position, ring: list[Position]) -> bool:
    """Whether a point lies inside a ring, by counting crossings of a ray."""
    found = False
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        if (ay > point[1]) != (by > point[1]) and point[0] < (bx - ax) * (point[1] - ay) / (by - ay) + ax:
            found = not found
    return found


def units_under(venue: Venue, level: str, points: tuple[Position, ...]) -> set[str]:
    """The units that a polyline walks on, looked at every 20 cm."""
    found = set()
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        steps = max(1, int(hypot(bx - ax, by - ay) / 0.2))
        for step in range(steps + 1):
            spot = (ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps)
            for unit in venue.units:
                if unit.level == level and inside(spot, list(unit.geometry.coordinates[0])):
                    found.add(unit.id)
    return found


def bearing(a: Position, b: Position) -> float:
    """Degrees clockwise from the top."""
    return degrees(atan2(b[0] - a[0], b[1] - a[1])) % 360


def turns(points: tuple[Position, ...], facing: float | None) -> list[str]:
    """What a walker turns: left, right or back at each corner of a polyline; bends under 25 degrees are none."""
    found = []
    before = bearing(points[0], points[1]) if facing is None else facing
    for a, b in itertools.pairwise(points):
        after = bearing(a, b)
        change = (after - before + 180) % 360 - 180
        if abs(change) >= 150:
            found.append("back")
        elif abs(change) >= 25:
            found.append("right" if change > 0 else "left")
        before = after
    return found
