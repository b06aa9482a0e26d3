"""The number: the one thing on a ticket that is read from two metres away, as large as the paper allows."""

from __future__ import annotations

import regex

from kiosk.printing.fonts import Weight
from kiosk.printing.sheet import Sheet
from kiosk.printing.text import Style, clean, ink_box
from sync.protocol.base import Lang

DOTS_PER_MM = 8
LARGE_PRINT_MM = 20
"""Least height of the digits on the large-print ticket."""

_PROBE = 200
_DIGITS = regex.compile(r"\p{Nd}[\p{Nd}\-–/]*")


def fit(text: str, language: Lang, room: int, height: int) -> Style:
    """Return the display style at which `text` fits in `room` dots and its digits are at most `height` dots high."""
    probe = Style(language, _PROBE, Weight.DISPLAY)
    left, _, right, _ = ink_box(text, probe)
    size = int(_PROBE * min(room / max(1, right - left), height / max(1, digit_height(text, probe))))
    style = Style(language, max(8, size), Weight.DISPLAY)
    while style.size > 8 and _too_large(text, style, room, height):
        style = Style(language, style.size - 1, Weight.DISPLAY)
    return style


def digit_height(text: str, style: Style) -> int:
    """Return the height of the tallest digit's ink in dots, of all the ink where there is no digit."""
    digits = [character for character in text if character.isdecimal()]
    boxes = [ink_box(digit, style) for digit in sorted(set(digits))] or [ink_box(text, style)]
    return max(bottom - top for _, top, _, bottom in boxes)


def _too_large(text: str, style: Style, room: int, height: int) -> bool:
    left, _, right, _ = ink_box(text, style)
    return right - left > room or digit_height(text, style) > height


def put_number(sheet: Sheet, number: str, language: Lang, height: int) -> None:
    """Set `number` in one line across the paper, its digits at most `height` dots high."""
    number = " ".join(clean(number).split())
    if number:
        sheet.ink(number, fit(number, language, sheet.dots - 16, height))


def put_large_number(sheet: Sheet, number: str, language: Lang) -> None:
    """Set `number` with digits at least 20 mm high wherever the paper is wide enough for them.

    Where letter and digits do not fit beside each other they go one above the other.
    """
    least, most = LARGE_PRINT_MM * DOTS_PER_MM, 30 * DOTS_PER_MM
    room, number = sheet.dots - 16, " ".join(clean(number).split())
    if not number:
        return
    whole = fit(number, language, room, most)
    found = _DIGITS.search(number)
    if found is None or digit_height(number, whole) >= least:
        sheet.ink(number, whole)
        return
    letter, digits = number[: found.start()].strip(), number[found.start() :].strip()
    if letter:
        sheet.ink(letter, fit(letter, language, room, least * 2 // 3))
        sheet.gap(20)
    sheet.ink(digits, fit(digits, language, room, most))
