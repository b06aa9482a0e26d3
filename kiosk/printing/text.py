"""Lines of text on paper: broken in logical order by measured width (UAX #14), set by raqm (UAX #9, HarfBuzz)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import regex
from bidi import get_display
from PIL import Image, ImageDraw
from uniseg.linebreak import line_break_units

from kiosk.printing.fonts import Weight, face_for, face_of, load
from sync.protocol.base import Lang

RTL_LANGUAGES: frozenset[Lang] = frozenset({"fa", "ar"})
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True)
class Style:
    """How a text is set. `size` is in dots per em; 8 dots are a millimetre at 203 dpi."""

    language: Lang
    size: int
    weight: Weight = Weight.TEXT

    @property
    def rtl(self) -> bool:
        """Whether the paragraph's base direction is right to left."""
        return self.language in RTL_LANGUAGES

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


def width(text: str, style: Style) -> int:
    """Return the advance width of a line, in dots."""
    return round(sum(_length(run, style) for run in _runs(text, style)))


def wrap(text: str, style: Style, limit: int) -> list[str]:
    """Break `text` into lines no wider than `limit` dots; nothing is ever dropped.

    A word wider than the paper is broken between grapheme clusters.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines.extend(_wrap_paragraph(paragraph.strip(), style, limit))
    return lines


def _wrap_paragraph(text: str, style: Style, limit: int) -> list[str]:
    lines: list[str] = []
    current = ""
    for unit in line_break_units(text):
        if width((current + unit).rstrip(), style) <= limit:
            current += unit
            continue
        if current:
            lines.append(current.rstrip())
        current = unit
        if width(unit.rstrip(), style) > limit:
            pieces = _break_word(unit, style, limit)
            lines.extend(pieces[:-1])
            current = pieces[-1]
    if current.strip():
        lines.append(current.rstrip())
    return lines


def _break_word(word: str, style: Style, limit: int) -> list[str]:
    pieces = [""]
    for cluster in _GRAPHEME.findall(word):
        if pieces[-1] and width((pieces[-1] + cluster).rstrip(), style) > limit:
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def draw_line(image: Image.Image, left: int, baseline: int, text: str, style: Style, ink: int = 0) -> None:
    """Set one line on an "L" picture with its left edge at `left`; `ink` is 0 for black, 255 for white."""
    draw = ImageDraw.Draw(image)
    x = float(left)
    for run in _in_visual_order(_runs(text, style), style):
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


def ink_box(text: str, style: Style) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of the ink relative to the origin on the baseline, in dots."""
    left, top, right, bottom, x = 10**6, 10**6, -(10**6), -(10**6), 0.0
    for run in _in_visual_order(_runs(text, style), style):
        font = load(run.face, style.weight, style.size)
        box = font.getbbox(run.text, anchor="ls", direction=_direction(run), language=style.language)
        left, right = min(left, int(x + box[0])), max(right, int(x + box[2] + 1))
        top, bottom = min(top, int(box[1])), max(bottom, int(box[3]))
        x += _length(run, style)
    return left, top, right, bottom
