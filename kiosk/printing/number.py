"""The number: the one thing on a ticket that is read from two metres away, as large as the paper allows."""

from __future__ import annotations

from kiosk.printing.fonts import Weight
from kiosk.printing.sheet import Sheet
from kiosk.printing.text import Style, ink_box
from sync.protocol.base import Lang

DOTS_PER_MM = 8
_PROBE = 200


def fit(text: str, language: Lang, room: int, height: int) -> Style:
    """Return the display style at which the ink of `text` fits in `room` x `height` dots."""
    left, top, right, bottom = ink_box(text, Style(language, _PROBE, Weight.DISPLAY))
    size = int(_PROBE * min(room / (right - left), height / (bottom - top)))
    style = Style(language, max(8, size), Weight.DISPLAY)
    while _too_large(text, style, room, height) and style.size > 8:
        style = Style(language, style.size - 1, Weight.DISPLAY)
    return style


def _too_large(text: str, style: Style, room: int, height: int) -> bool:
    left, top, right, bottom = ink_box(text, style)
    return right - left > room or bottom - top > height


def put_number(sheet: Sheet, number: str, language: Lang, height: int) -> None:
    """Set `number` in one line, at most `height` dots high."""
    sheet.ink(number, fit(number, language, sheet.dots - 8, height))
