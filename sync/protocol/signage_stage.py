"""Where signage stands on a panel, and how large the words of a notice are: screens draw by it, the desk's preview too.

Lengths are in px of the panel, boxes `x, y, width, height` from its lower left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from sync.protocol.signage import Role


class Box(NamedTuple):
    """A rectangle of the panel."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class SlideRule:
    """How a notice is set: shares of the slide's short side, sizes of type as shares of the title's.

    Words stand at the foot of the slide and take `most_words` of its height; where they do not fit, every size is
    multiplied by `smaller` until they do or the title is `least_px` high.
    """

    margin: float = 0.07
    title: float = 0.15
    label: float = 0.5
    text: float = 0.56
    line_height: float = 1.45
    most_words: float = 0.7
    smaller: float = 0.92
    least_px: int = 12


SLIDE: Final = SlideRule()


@dataclass(frozen=True)
class Shape:
    """A usual panel. `ground` is the share of an idle kiosk's height that signage has: the invitation is below it."""

    width: int
    height: int
    ground: float


SHAPES: Final[dict[str, Shape]] = {
    "portrait": Shape(1080, 1920, 0.773),
    "landscape": Shape(1920, 1080, 0.74),
    "small": Shape(1280, 800, 0.595),
}
"""Panels of 24 to 43 inches upright and wide, and one of ten inches, whose touch targets keep their true size."""


def board_boxes(width: int, height: int, rtl: bool) -> dict[str, Box]:
    """Return the boxes of a board's `head`, `hero` (the number), `side` (calls and lines) and `foot`."""
    if width > height:
        head, foot = round(height * 0.11), round(height * 0.1)
        hero = round(width * 0.62)
        middle = height - head - foot
        return {
            "head": Box(0, height - head, width, head),
            "hero": Box(width - hero if rtl else 0, foot, hero, middle),
            "side": Box(0 if rtl else hero, foot, width - hero, middle),
            "foot": Box(0, 0, width, foot),
        }
    head, foot = round(height * 0.065), round(height * 0.065)
    hero = round(height * 0.44)
    return {
        "head": Box(0, height - head, width, head),
        "hero": Box(0, height - head - hero, width, hero),
        "side": Box(0, foot, width, height - head - hero - foot),
        "foot": Box(0, 0, width, foot),
    }


def stage(role: Role, shape: Shape, rtl: bool) -> Box:
    """Return where signage is shown: beside the calls of a board, above the invitation of an idle kiosk."""
    if role == "board":
        x, y, width, height = board_boxes(shape.width, shape.height, rtl)["side"]
        return Box(x, y, width, min(round(width * 9 / 16), round(height * 0.56)))
    high = round(shape.height * shape.ground)
    return Box(0, shape.height - high, shape.width, high)
