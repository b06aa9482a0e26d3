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
    plan: Plan, measure: Measure, path_width: float, here_size: float, words: Size | None = None
) -> tuple[Position | None, list[Label]]:
    """Return where the words at the visitor's place stand (their middle), and the labels of a plan that have a place.

    `path_width` is how wide the way is drawn, `here_size` how wide the mark of where one stands and `words` the size of
    what is written beside that, in metres. Counters have their places; the label of the goal is placed next, names
    last; a name without a free place is left out, and so is an icon that the way does not end at; a number never is.
    The words stand where they cover neither the way nor a label; None where there is no such place: the mark tells
    enough.
    """
    drawn = _drawn(plan, path_width, here_size)
    if words is not None:
        for at in _beside_here(plan, words, path_width, here_size):
            written = _box(at, words)
            labels = _labels(plan, measure, drawn.union(written))
            if not any(written.intersects(_box(label.at, size)) for label, size in labels):
                return at, [label for label, _ in labels]
    return None, [label for label, _ in _labels(plan, measure, drawn)]


def _labels(plan: Plan, measure: Measure, taken: BaseGeometry) -> list[tuple[Label, Size]]:
    found: list[tuple[Label, Size]] = []
    order = {"counter": 0, "number": 1, "icon": 2, "name": 3}

    def turn(mark: Mark) -> tuple[bool, int, Position]:
        return (mark.kind != "counter" and mark.on != "goal", order[mark.kind], mark.at)

    for mark in sorted(plan.marks, key=turn):
        size = measure(mark)
        if size is None:
            continue
        spot = _free_spot(mark, size, taken)
        if spot is None and (mark.kind == "name" or (mark.kind == "icon" and mark.on not in ("goal", "via"))):
            continue
        at = spot or _home(mark, size)
        found.append((Label(mark, at), size))
        taken = taken.union(_box(at, size))
    return found


def _beside_here(plan: Plan, size: Size, path_width: float, here_size: float) -> Iterator[Position]:
    """Below the mark first, then at its sides, above and at its corners, where that is on the plan and off the way."""
    if plan.here is None:
        return
    x, y = plan.here.at
    aside, above = (here_size + size[0]) / 2, (here_size + size[1]) / 2
    taken = _drawn(plan, path_width, 0.0)
    inside = box(0, 0, *plan.size)
    for dx, dy in ((0, -1), (1, 0), (-1, 0), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)):
        place = (x + dx * aside, y + dy * above)
        if inside.contains(_box(place, size)) and not _box(place, size).intersects(taken):
            yield place


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
    """Where the mark stands first, then further and further towards the sides that the room leaves, never out of it."""
    spare = (max(0.0, mark.room[0] - size[0]) / 2, max(0.0, mark.room[1] - size[1]) / 2)
    yield _home(mark, size)
    for part in (0.5, 1.0):
        for dx, dy in ((0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1)):
            yield (mark.middle[0] + dx * part * spare[0], mark.middle[1] + dy * part * spare[1])


def _home(mark: Mark, size: Size) -> Position:
    """The place of a mark, moved as far as its room asks for."""
    if mark.kind == "counter":
        return mark.at
    x, y = (
        min(max(at, middle - max(0.0, room - own) / 2), middle + max(0.0, room - own) / 2)
        for at, middle, room, own in zip(mark.at, mark.middle, mark.room, size, strict=True)
    )
    return (x, y)


def _box(at: Position, size: Size) -> BaseGeometry:
    return box(at[0] - size[0] / 2, at[1] - size[1] / 2, at[0] + size[0] / 2, at[1] + size[1] / 2)
