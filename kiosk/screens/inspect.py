"""What is wrong with a drawn screen, by its boxes: cut or overlapping text, targets small or near (A1, A2, A11)."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

from kivy.uix.widget import Widget

from kiosk.widgets.bidi_label import BidiLabel
from kiosk.widgets.piece import Piece

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in px of the window."""
_LEEWAY = 2.0
"""Pixels of rounding that nobody sees."""


def box(widget: Widget) -> Box:
    """Return a widget's box."""
    left, bottom = widget.to_window(widget.x, widget.y, initial=True) if widget.parent else widget.pos
    return left, bottom, left + widget.width, bottom + widget.height


def ink_box(label: BidiLabel) -> Box:
    """Return the box of a label's lines, which is smaller than the label's own."""
    left, bottom, right, top = box(label)
    spare = max(0.0, label.height - label.content_height)
    lead = (label.line_height - 1.0) * label.font_size / 2
    width = min(label.content_width, right - left)
    side = label.align_direction == "R"
    at_right = (label.halign == "start") == side
    if label.halign == "center":
        left, right = left + (right - left - width) / 2, left + (right - left + width) / 2
    elif at_right:
        left = right - width
    else:
        right = left + width
    return left, bottom + spare / 2 + lead, right, top - spare / 2 - lead


def findings(root: Any) -> list[str]:
    """Return everything that is wrong, a line each; empty where all is well."""
    labels = [w for w in root.walk(restrict=True) if isinstance(w, BidiLabel) and w.text.strip() and w.opacity]
    if root.veil is not None:
        labels = [w for w in root.veil.walk(restrict=True) if isinstance(w, BidiLabel) and w.text.strip()]
    return [*_cut(root, labels), *_overlaps(labels), *_small(root), *_near(root)]


def _cut(root: Any, labels: list[BidiLabel]) -> list[str]:
    found = []
    whole = box(root)
    for label in labels:
        text = label.text[:40]
        if label.truncated:
            found.append(f"cut with an ellipsis: {text!r}")
        if not label.markup and (word := _parted(label)):
            found.append(f"a word is parted: {word!r}")
        if label.content_width > label.width + _LEEWAY:
            found.append(f"wider than its box by {label.content_width - label.width:.0f} px: {text!r}")
        ink = ink_box(label)
        if not _inside(ink, whole):
            found.append(f"beyond the window: {text!r} {[round(v) for v in ink]}")
        holder = _holder(label)
        if holder is not None and not _inside(ink, box(holder)):
            found.append(f"beyond its card: {text!r}")
    return found


def _parted(label: BidiLabel) -> str:
    """A word of the label that is wider than the label, so that its letters stand on two lines; empty for none."""
    units = {unit for word in re.split(r"[ \n]+", label.text) for unit in re.split(r"(?<=[-/.–—])", word)}
    wide = (unit for unit in units if unit and label.width_of(unit) > label.width + _LEEWAY)
    return next(wide, "")


def _holder(label: Widget) -> Piece | None:
    """The nearest piece around a label that has a ground of its own."""
    widget = label.parent
    while widget is not None and not (isinstance(widget, Piece) and widget.surface is not None):
        widget = widget.parent if widget.parent is not widget else None
    return widget


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - _LEEWAY
        and inner[1] >= outer[1] - _LEEWAY
        and inner[2] <= outer[2] + _LEEWAY
        and inner[3] <= outer[3] + _LEEWAY
    )


def _overlaps(labels: list[BidiLabel]) -> list[str]:
    boxes = [(label, ink_box(label)) for label in labels]
    return [
        f"{one.text[:30]!r} lies over {other.text[:30]!r}"
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > _LEEWAY and min(a[3], b[3]) - max(a[1], b[1]) > _LEEWAY
    ]


def _small(root: Any) -> list[str]:
    least = root.look().space("target")
    return [
        f"target {target.choice.id} is {target.width:.0f} x {target.height:.0f} px, at least {least} is needed"
        for target in root.targets()
        if min(target.width, target.height) < least - _LEEWAY
    ]


def _near(root: Any) -> list[str]:
    apart = root.look().space("apart")
    found = []
    boxes = [(target.choice.id, box(target)) for target in root.targets()]
    for (one, a), (other, b) in combinations(boxes, 2):
        gap = max(max(a[0], b[0]) - min(a[2], b[2]), max(a[1], b[1]) - min(a[3], b[3]))
        if gap < apart - _LEEWAY:
            found.append(f"targets {one} and {other} are {gap:.0f} px apart, at least {apart} is needed")
    return found
