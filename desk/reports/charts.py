"""Charts as numbers: where each column of an SVG stands. The template draws them; nothing here knows colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 720, 200
_TOP, _BOTTOM = 26, 34
_LABELS = 9
"""So many labels stand beside each other without touching; of more, every second, third … is written."""


class Column(NamedTuple):
    """One column: its place, its part that is told apart (`part`, at the top), and its words; lengths in SVG units."""

    x: float
    y: float
    width: float
    height: float
    part: float
    middle: float
    name: str
    value: str
    named: bool


class Chart(NamedTuple):
    """A chart of columns."""

    title: str
    columns: list[Column]
    base: int
    width: int = WIDTH
    height: int = HEIGHT


def columns(title: str, rows: Sequence[tuple[str, float, float, str]], right_to_left: bool) -> Chart:
    """Return a chart of `(name, value, part of the value, words for the value)`, the first at the page's beginning."""
    base = HEIGHT - _BOTTOM
    most = max((value for _, value, _, _ in rows), default=0) or 1
    step = WIDTH / max(len(rows), 6)
    thick = min(56.0, step * 0.72)
    each = -(-len(rows) // _LABELS) or 1
    found = []
    for index, (name, value, part, words) in enumerate(rows):
        middle = (index + 0.5) * step
        middle = WIDTH - middle if right_to_left else middle
        height = (base - _TOP) * value / most
        share = part / value if value else 0
        found.append(
            Column(
                round(middle - thick / 2, 1),
                round(base - height, 1),
                round(thick, 1),
                round(height, 1),
                round(height * share, 1),
                round(middle, 1),
                name,
                words,
                index % each == 0,
            )
        )
    return Chart(title, found, base)


def heat(rows: Sequence[Sequence[int]], steps: int = 6) -> list[list[tuple[int, int]]]:
    """Return each count with its step from 0 (nothing) to `steps` (the most)."""
    most = max((count for row in rows for count in row), default=0)
    return [[(count, -(-count * steps // most) if most and count else 0) for count in row] for row in rows]
