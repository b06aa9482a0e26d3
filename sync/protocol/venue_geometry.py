"""Which units an opening joins, and where the walls are: the geometry that both the check of a map and its routes need.

Needs shapely, which takes a while to load: import this where a map is at hand, not at a program's start.
"""

from __future__ import annotations

from shapely import STRtree
from shapely.geometry import LineString as Line
from shapely.geometry import Point as Spot
from shapely.geometry import Polygon as Shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from sync.protocol.venue import Opening, Polygon, Position, Unit, Venue

TOLERANCE = 0.05
"""How far from a wall, in metres, an opening may be drawn and still lie on it."""


def shape(polygon: Polygon) -> Shape:
    """Return a polygon of the map as a shapely one."""
    outer, *holes = polygon.coordinates
    return Shape(outer, holes)


def line(opening: Opening) -> Line:
    """Return an opening as a shapely line."""
    return Line(opening.geometry.coordinates)


def middle(opening: Opening) -> Position:
    """Return the middle of an opening, x and y in metres."""
    at = line(opening).interpolate(0.5, normalized=True)
    return (at.x, at.y)


def shapes(venue: Venue) -> dict[str, Shape]:
    """Return each unit's polygon by the unit's id."""
    return {unit.id: shape(unit.geometry) for unit in venue.units}


def joined(venue: Venue) -> dict[str, tuple[str, ...]]:
    """Return the ids of the units that each opening leads into: two, or one where it leads out of the map.

    An opening leads into a unit when its whole line lies on the unit's edge.
    """
    found: dict[str, tuple[str, ...]] = {}
    for level in venue.levels:
        units = [unit for unit in venue.units if unit.level == level.id]
        edges = [shape(unit.geometry).boundary for unit in units]
        tree = STRtree(edges)
        for opening in venue.openings:
            if opening.level == level.id:
                found[opening.id] = _beside(line(opening), units, edges, tree)
    return found


def _beside(opening: Line, units: list[Unit], edges: list[BaseGeometry], tree: STRtree) -> tuple[str, ...]:
    near = sorted(int(index) for index in tree.query(opening.buffer(TOLERANCE)))
    return tuple(units[i].id for i in near if edges[i].buffer(TOLERANCE).covers(opening))


def walls(venue: Venue, level: str) -> BaseGeometry:
    """Return everything on a level that nobody can walk through: the edges of its units less the openings."""
    edges = unary_union([shape(unit.geometry).boundary for unit in venue.units if unit.level == level])
    gaps = [line(opening).buffer(TOLERANCE) for opening in venue.openings if opening.level == level]
    return edges.difference(unary_union(gaps)) if gaps else edges


def unit_at(venue: Venue, level: str, position: Position) -> str | None:
    """Return the id of the first unit of a level that covers a position, None outside all."""
    spot = Spot(position)
    return next((u.id for u in venue.units if u.level == level and shape(u.geometry).covers(spot)), None)
