"""Points, headings and turns in the plane of a plan: metres, degrees clockwise from the plan's top."""

from __future__ import annotations

from itertools import pairwise
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Literal

Position = tuple[float, float]
"""x to the right and y to the top of the plan, in metres."""

Turn = Literal["straight", "slight-left", "slight-right", "left", "right", "back"]

SLIGHT, SHARP, BACK = 25.0, 50.0, 150.0
"""From so many degrees on a change of heading is told as bearing off, as a turn, as turning round."""


def distance(a: Position, b: Position) -> float:
    """Return the distance between two points, in metres."""
    return hypot(b[0] - a[0], b[1] - a[1])


def length(points: tuple[Position, ...]) -> float:
    """Return the length of a polyline, in metres."""
    return sum(distance(a, b) for a, b in pairwise(points))


def heading(a: Position, b: Position) -> float:
    """Return the direction from `a` to `b`, in degrees clockwise from the plan's top, 0 to 360."""
    return degrees(atan2(b[0] - a[0], b[1] - a[1])) % 360


def relative(before: float, after: float) -> float:
    """Return the change from one heading to another, more than -180 to 180 degrees; to the right is positive."""
    return 180 - (180 - (after - before)) % 360


def turn(before: float, after: float) -> Turn:
    """Return what a walker does whose heading changes so."""
    change = relative(before, after)
    side: Literal["left", "right"] = "right" if change > 0 else "left"
    if abs(change) < SLIGHT:
        return "straight"
    if abs(change) < SHARP:
        return "slight-right" if side == "right" else "slight-left"
    return side if abs(change) < BACK else "back"


def rotate(point: Position, angle: float) -> Position:
    """Return `point` turned clockwise round the origin by `angle` degrees. Never a reflection."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return (point[0] * c + point[1] * s, point[1] * c - point[0] * s)
