"""A walk as what a walker does: straight runs with a turn before each, and the doors that are passed on a run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from shapely.geometry import LineString as Line

from kiosk.flow.wayfinding import geometry
from kiosk.flow.wayfinding.geometry import Position, Turn, distance, heading, turn
from kiosk.flow.wayfinding.route import Wayfinder
from sync.protocol.venue import VERTICAL

Side = Literal["left", "right"]

ASIDE = 8.0
"""A door further from the way than this, in metres, is not one that is counted."""


@dataclass(frozen=True)
class Run:
    """A walk with no turn in it, after the `turn` that leads into it. `points` are in metres."""

    turn: Turn
    points: tuple[Position, ...]

    @property
    def length(self) -> float:
        """Length in metres."""
        return geometry.length(self.points)


def runs(points: tuple[Position, ...], facing: float | None) -> list[Run]:
    """Return the runs of a polyline for somebody who at first faces `facing` (degrees), or straight ahead for None."""
    found: list[Run] = []
    before = heading(points[0], points[1]) if facing is None else facing
    for a, b in pairwise(points):
        after = heading(a, b)
        bend = turn(before, after)
        if found and bend == "straight":
            found[-1] = Run(found[-1].turn, (*found[-1].points, b))
        else:
            found.append(Run(bend, (a, b)))
        before = after
    return found


def doors_passed(finder: Wayfinder, level: str, run: Run, side: Side) -> int:
    """Return how many doors a walker has come by on one side at the end of a run, the one there included.

    Doors of lifts and stairs do not count, nor open passages, nor doors that cannot be seen from the run.
    """
    count = 0
    reach = distance(run.points[0], run.points[-1])
    for opening in finder.venue.openings:
        beyond = [finder.graph.units[unit].category for unit in finder.graph.joined[opening.id]]
        if opening.level != level or opening.door is None or any(category in VERTICAL for category in beyond):
            continue
        along, aside, spot = _beside(run.points[0], run.points[-1], finder.graph.middle(opening))
        on_side = aside > 0 if side == "right" else aside < 0
        if 0.2 < along <= reach + 0.2 and on_side and abs(aside) <= ASIDE and _seen(finder, level, *spot):
            count += 1
    return count


def _beside(a: Position, b: Position, at: Position) -> tuple[float, float, tuple[Position, Position]]:
    """How far along `a`-`b` a point lies, how far to the right of it, and the line of sight to it."""
    span = distance(a, b)
    ux, uy = (b[0] - a[0]) / span, (b[1] - a[1]) / span
    dx, dy = at[0] - a[0], at[1] - a[1]
    along, aside = dx * ux + dy * uy, dx * uy - dy * ux
    foot = (a[0] + along * ux, a[1] + along * uy)
    short = max(0.0, 1 - 0.1 / abs(aside)) if aside else 0.0
    return along, aside, (foot, (foot[0] + (at[0] - foot[0]) * short, foot[1] + (at[1] - foot[1]) * short))


def _seen(finder: Wayfinder, level: str, eye: Position, spot: Position) -> bool:
    return not finder.walls(level).intersects(Line([eye, spot]))
