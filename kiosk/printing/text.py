"""Lines of text on paper: broken in logical order by measured width (UAX #14), set by raqm (UAX #9, HarfBuzz)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import regex
from bidi import get_display
from PIL import Image, ImageDraw

from kiosk.printing.fonts import Weight, face_for, face_of, load
from kiosk.text.breaks import line_breaks
from kiosk.text.isolate import ltr, strip_controls
from language import is_rtl
from sync.protocol.base import Lang

_GRAPHEME = regex.compile(r"\X")
_PIECE = regex.compile(r"[^\s]*[\s]+|[^\s]+")
_NO_INK = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}\p{Cs}--\n]", regex.V1)
_DATE = regex.compile(r"(?<!\p{Nd})\p{Nd}{1,2} \p{L}+ \p{Nd}{4}(?: г\.)?(?!\p{Nd})")  # 21 ноября 2026 г.
_GLUE = regex.compile(r"(?<=\p{L}) (?=\p{Nd}{1,4}(?![\p{Nd}\u00a0]))|(?<=\p{Nd}–\p{Nd}{1,4}) (?=\p{L})")
_CODE = regex.compile(
    r"[A-Z]{2}\d\d(?:[ \u00a0-]?[0-9A-Z]{1,5})+(?!\w)"  # an IBAN
    r"|[+(]?\p{Nd}+\)?(?:-\p{Nd}+)+"  # 025-3213
    r"|(?<!\S)[+(]?\p{Nd}{2,5}\)?(?:[ \u00a0]\p{Nd}{2,5})+(?!\S)"  # 0912 345 6789
)


@dataclass(frozen=True)
class Style:
    """How a text is set. `size` is in dots per em; 8 dots are a millimetre at 203 dpi."""

    language: Lang
    size: int
    weight: Weight = Weight.TEXT

    @property
    def rtl(self) -> bool:
        """Whether the paragraph's base direction is right to left."""
        return is_rtl(self.language)

    @property
    def pitch(self) -> int:
        """Distance of two baselines, in dots; Arabic script needs more because of marks and tails."""
        return round(self.size * (1.5 if self.rtl else 1.3))

    @property
    def baseline(self) -> int:
        """From a line's upper edge to its baseline, in dots."""
        return round(self.size * (1.05 if self.rtl else 1.0))


@dataclass(frozen=True)
class Run:
    """A part of a line in one face, in logical order."""

    face: str
    text: str
    rtl: bool


def _runs(text: str, style: Style) -> list[Run]:
    preferred = face_of(style.language)
    faces: list[str] = []
    for character in text:
        neutral = not character.isalpha()
        faces.append(faces[-1] if neutral and faces else face_for(character, preferred))
    parts = groupby(zip(faces, text, strict=True), key=lambda pair: pair[0])
    runs = []
    for face, pairs in parts:
        part = "".join(character for _, character in pairs)
        rtl = style.rtl if face == preferred else face == "Vazirmatn"
        runs.append(Run(face, part, rtl))
    return runs


def _in_visual_order(runs: list[Run], style: Style) -> list[Run]:
    """Order runs of several faces as UAX #9 would, one strong stand-in character for each run."""
    stand_ins = "".join(chr((0x5D0 if run.rtl else 0x61) + index % 26) for index, run in enumerate(runs))
    if len(runs) > 26:
        return list(reversed(runs)) if style.rtl else runs
    shown = get_display(stand_ins, base_dir="R" if style.rtl else "L")
    return [runs[stand_ins.index(character)] for character in shown]


def _direction(run: Run) -> str:
    return "rtl" if run.rtl else "ltr"


def _length(run: Run, style: Style) -> float:
    font = load(run.face, style.weight, style.size)
    return font.getlength(run.text, direction=_direction(run), language=style.language)


@lru_cache(maxsize=8192)
def width(text: str, style: Style) -> int:
    """Return the advance width of a line, in dots."""
    return round(sum(_length(run, style) for run in _runs(text, style)))


def clean(text: str) -> str:
    """Return `text` without what has no place on paper: control characters, direction controls, lone surrogates.

    raqm refuses a line with a paragraph separator in it, and a control must not turn the digits of a number round.
    """
    return strip_controls(_NO_INK.sub(" ", text))


def wrap(text: str, style: Style, limit: int) -> list[str]:
    """Break `text` into lines no wider than `limit` dots; nothing is ever dropped.

    A number stays with the word before it, a range with its unit, a date, a code or a phone number in one line, where
    the paper is wide enough; a word wider than the paper is broken between grapheme clusters.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines.extend(_wrap_paragraph(_glued(paragraph.strip()), style, limit))
    return lines


def _glued(text: str) -> str:
    """Return `text` with no-break spaces where a line must not end."""
    for whole in (_DATE, _CODE):
        text = whole.sub(lambda found: found[0].replace(" ", "\u00a0"), text)
    return _GLUE.sub("\u00a0", text)


def balanced(text: str, style: Style, limit: int) -> list[str]:
    """Break as `wrap` does, but share out two or three lines evenly, so that no lone word is left below."""
    lines = wrap(text, style, limit)
    if not 2 <= len(lines) <= 3 or "\n" in text:
        return lines
    words = " ".join(lines)
    low, high = limit // len(lines), limit
    while high - low > 8:
        middle = (low + high) // 2
        tried = wrap(text, style, middle)
        if len(tried) <= len(lines) and " ".join(tried) == words:
            high, lines = middle, tried
        else:
            low = middle
    return lines


def _wrap_paragraph(text: str, style: Style, limit: int) -> list[str]:
    lines: list[str] = []
    current = ""
    for unit in _units(text, style, limit):
        if current and width((current + unit).rstrip(), style) > limit:
            lines.append(current.rstrip())
            current = ""
        current += unit
    if current.strip():
        lines.append(current.rstrip())
    return lines


def _units(text: str, style: Style, limit: int) -> Iterator[str]:
    """Yield the parts between which lines may break, none wider than `limit`."""
    start = 0
    for end in line_breaks(text):
        unit, start = text[start:end], end
        if width(unit.rstrip(), style) <= limit:
            yield unit
            continue
        for piece in _PIECE.findall(unit):
            yield from [piece] if width(piece.rstrip(), style) <= limit else _broken(piece, style, limit)


def _broken(word: str, style: Style, limit: int) -> list[str]:
    pieces = [""]
    for cluster in _GRAPHEME.findall(word):
        if pieces[-1] and width((pieces[-1] + cluster).rstrip(), style) > limit:
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def _ready(text: str, style: Style) -> str:
    """Embed codes and phone numbers left to right, or their groups would change places in right-to-left text."""
    return _CODE.sub(lambda found: ltr(found[0]), text) if style.rtl else text


def draw_line(image: Image.Image, left: int, baseline: int, text: str, style: Style, ink: int = 0) -> None:
    """Set one line on an "L" picture with its left edge at `left`; `ink` is 0 for black, 255 for white."""
    draw = ImageDraw.Draw(image)
    x = float(left)
    for run in _in_visual_order(_runs(_ready(text, style), style), style):
        font = load(run.face, style.weight, style.size)
        draw.text(
            (x, baseline),
            run.text,
            fill=ink,
            font=font,
            anchor="ls",
            direction=_direction(run),
            language=style.language,
        )
        x += _length(run, style)


@lru_cache(maxsize=256)
def ink_box(text: str, style: Style) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of the ink relative to the origin on the baseline, in dots."""
    left, top, right, bottom, x = 10**6, 10**6, -(10**6), -(10**6), 0.0
    for run in _in_visual_order(_runs(_ready(text, style), style), style):
        font = load(run.face, style.weight, style.size)
        box = font.getbbox(run.text, anchor="ls", direction=_direction(run), language=style.language)
        left, right = min(left, int(x + box[0])), max(right, int(x + box[2] + 1))
        top, bottom = min(top, int(box[1])), max(bottom, int(box[3]))
        x += _length(run, style)
    return left, top, right, bottom
