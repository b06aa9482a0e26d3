"""Markup in text: ``[b]``, ``[color=#8E1616]`` and ``[size=1.2]``, as plain text with styles.

The tags are taken out before shaping, so that a word half bold still joins, and the styles are laid
over the ordered line afterwards.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

_TAG: Final = re.compile(r"\[(/?)(b|color|size)(?:=([^\[\]]*))?\]")
_COLOR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_ESCAPES: Final = (("&", "&amp;"), ("[", "&bl;"), ("]", "&br;"))


@dataclass(frozen=True, slots=True)
class Style:
    """How a run is drawn: `bold` or not, `color` "#rrggbb" or the label's own, `scale` of size."""

    bold: bool = False
    color: str = ""
    scale: float = 1.0


PLAIN: Final = Style()


class MarkupError(ValueError):
    """A tag that is not closed, not opened, or has a value that cannot be."""


def escape(text: str) -> str:
    """Return `text` so that markup shows it as it stands; use it for every text from outside."""
    for char, name in _ESCAPES:
        text = text.replace(char, name)
    return text


def _unescape(text: str) -> str:
    for char, name in reversed(_ESCAPES):
        text = text.replace(name, char)
    return text


def parse(text: str) -> tuple[str, list[Style]]:
    """Return the plain text and a style for each of its characters (lengths are equal)."""
    plain: list[str] = []
    styles: list[Style] = []
    stack: list[tuple[str, Style]] = [("", PLAIN)]
    place = 0
    for tag in _TAG.finditer(text):
        _add(text[place : tag.start()], stack[-1][1], plain, styles)
        place = tag.end()
        closing, name, value = tag.groups()
        if closing:
            if len(stack) == 1 or stack[-1][0] != name:
                raise MarkupError(f"[/{name}] closes nothing that is open")
            stack.pop()
        else:
            stack.append((name, _styled(stack[-1][1], name, value)))
    if len(stack) > 1:
        raise MarkupError(f"[{stack[-1][0]}] is never closed")
    _add(text[place:], PLAIN, plain, styles)
    return "".join(plain), styles


def _add(part: str, style: Style, plain: list[str], styles: list[Style]) -> None:
    shown = _unescape(part)
    plain.append(shown)
    styles += [style] * len(shown)


def _styled(style: Style, name: str, value: str | None) -> Style:
    if name == "b":
        return replace(style, bold=True)
    if name == "color":
        if not value or not _COLOR.fullmatch(value):
            raise MarkupError(f"[color={value}]: write a colour as #rrggbb")
        return replace(style, color=value)
    try:
        scale = float(value or "")
    except ValueError as error:
        raise MarkupError(f"[size={value}]: write a factor of the text's size, as 1.2") from error
    if not 0.5 <= scale <= 3:
        raise MarkupError(f"[size={value}]: a factor between 0.5 and 3")
    return replace(style, scale=scale)
