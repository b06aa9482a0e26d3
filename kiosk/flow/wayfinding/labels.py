"""Where labels stand on a plan, so that they cover neither the way nor one another. In metres, whatever draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shapely.geometry import LineString as Line
from shapely.geometry import Point as Spot
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from kiosk.flow.wayfinding.geometry import Position
from kiosk.flow.wayfinding.plan import Mark, Plan

Size = tuple[float, float]
Measure = Callable[[Mark], Size | None]
"""The size of a mark as it would be drawn, in metres of the plan; None where it cannot be read in its room."""


@dataclass(frozen=True)
class Label:
    """A mark with the middle of the place that was found for it, in metres."""

    mark: Mark
    at: Position


def place_labels(
    plan: Plan, measure: Measure, path_width: float, here_size: float, words: tuple[Position, Size] | None = None
) -> list[Label]:
    """Return the labels of a plan that have a place.

    `path_width` is how wide the way is drawn and `here_size` how wide the mark of where one stands, in metres; `words`
    are middle and size of what is written beside that. The label of the goal is placed before all, names last; a name
    or an icon without a free place is left out, a number never is.
    """
    taken = _drawn(plan, path_width, here_size)
    if words is not None:
        taken = taken.union(_box(*words))
    found: list[Label] = []
    order = {"counter": 0, "number": 1, "icon": 2, "name": 3}
    for mark in sorted(plan.marks, key=lambda mark: (mark.on != "goal", order[mark.kind], mark.at)):
        size = measure(mark)
        if size is None:
            continue
        spot = _free_spot(mark, size, taken)
        if spot is None and mark.kind in ("name", "icon") and mark.on not in ("goal", "via"):
            continue
        at = spot or mark.at
        found.append(Label(mark, at))
        taken = taken.union(_box(at, size))
    return found


def place_here(plan: Plan, size: Size, path_width: float, here_size: float) -> Position | None:
    """Return the middle of the words at the place where the visitor stands, None where he stands on another level."""
    if plan.here is None:
        return None
    x, y = plan.here.at
    aside, above = (here_size + size[0]) / 2, (here_size + size[1]) / 2
    taken = _drawn(plan, path_width, 0.0)
    places = [(x, y - above), (x + aside, y), (x - aside, y), (x, y + above)]
    inside = box(0, 0, *plan.size)
    free = [p for p in places if inside.contains(_box(p, size)) and not _box(p, size).intersects(taken)]
    return (free or places)[0]


def _drawn(plan: Plan, path_width: float, here_size: float) -> BaseGeometry:
    shapes: list[BaseGeometry] = [Line(path).buffer(path_width / 2) for path in plan.paths]
    if plan.here is not None and here_size:
        shapes.append(Spot(plan.here.at).buffer(here_size / 2))
    return unary_union(shapes)


def _free_spot(mark: Mark, size: Size, taken: BaseGeometry) -> Position | None:
    for at in _places(mark, size):
        if not _box(at, size).intersects(taken):
            return at
    return None


def _places(mark: Mark, size: Size) -> Iterator[Position]:
    """The middle first, then further and further towards the sides that the room leaves."""
    x, y = mark.at
    yield mark.at
    spare = (max(0.0, mark.room[0] - size[0]) / 2, max(0.0, mark.room[1] - size[1]) / 2)
    for part in (0.5, 1.0):
        for dx, dy in ((0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1)):
            yield (x + dx * part * spare[0], y + dy * part * spare[1])


def _box(at: Position, size: Size) -> BaseGeometry:
    return box(at[0] - size[0] / 2, at[1] - size[1] / 2, at[0] + size[0] / 2, at[1] + size[1] / 2)
