"""Visual order of text after UAX #9, on python-bidi.

python-bidi resolves the levels of a whole paragraph (rules P2 to I2). Breaking it in lines, and L1
to L4, are done here: a line must be ordered with the levels of its paragraph, or a number at the
start of a line loses the letters that decide about it.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

from bidi.bidi import get_base_level_inner, get_display_inner
from bidi.mirror import MIRRORED

Base = Literal["L", "R"]

_STANDINS: Final = {
    "L": "a",
    "R": "א",
    "AL": "ب",
    "EN": "1",
    "AN": "٠",
    "WS": " ",
    "ON": "!",
    "ES": "+",
    "CS": ",",
    "ET": "#",
    "NSM": "\u0300",
    "BN": "\u200c",
}
"""One character for each bidi class, so that equal patterns of classes are resolved once."""

_RUNS: Final = re.compile(r"a+|א+|ب+|1+|٠+| +|!+|.", re.DOTALL)
_ALL_RIGHT: Final = re.compile(r"[אب !+,#()\[\]{}\u0300\u200c]*")
_ALL_LEFT: Final = re.compile(r"[a1 !+,#()\[\]{}\u0300\u200c]*")
_CONTROLS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e")
_ISOLATES: Final = frozenset("\u2066\u2067\u2068\u2069")
_LEVEL: Final = "Level(\n            "


class _Classes(dict[int, str]):
    """A translate table from any character to its stand-in, filled as characters are met.

    Paired brackets, explicit controls, separators and unassigned characters stand for themselves.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        bidi_class = unicodedata.bidirectional(char)
        if 0xD800 <= code <= 0xDFFF:
            standin = "a"  # a lone surrogate is no text; it must not raise either
        elif bidi_class == "ON" and unicodedata.category(char) in ("Ps", "Pe"):
            standin = char
        else:
            standin = _STANDINS.get(bidi_class, char)
        if len(self) < 0x4000:
            self[code] = standin
        return standin


_CLASSES: Final = _Classes()


def base_direction(text: str) -> Base:
    """Return "R" or "L" by the first strong character outside isolates (P2, P3); none gives "L"."""
    return "R" if text and get_base_level_inner(text.translate(_CLASSES)) else "L"


def levels(text: str, base: Base) -> Sequence[int]:
    """Return the embedding level of each character of one paragraph, before L1 (P2 to I2)."""
    classes = text.translate(_CLASSES)
    if base == "R" and _ALL_RIGHT.fullmatch(classes):
        return [1] * len(text)
    if base == "L" and _ALL_LEFT.fullmatch(classes):
        return [0] * len(text)
    runs = _RUNS.findall(classes)
    resolved = _resolve("".join([run[0] for run in runs]), base)
    result: list[int] = []
    for run, level in zip(runs, resolved, strict=True):
        result += [level] * len(run)
    return result


@lru_cache(maxsize=4096)
def _resolve(pattern: str, base: Base) -> tuple[int, ...]:
    """Levels of a pattern of classes, read from python-bidi's account of its work, per byte."""
    account = get_display_inner(pattern, base, True)
    start, end = account.index("    levels: ["), account.index("    paragraphs: [")
    per_byte = [int(item[: item.index(",")]) for item in account[start:end].split(_LEVEL)[1:]]
    result = []
    place = 0
    for char in pattern:
        result.append(per_byte[place])
        place += len(char.encode())
    if place != len(per_byte):
        raise RuntimeError("python-bidi's account of levels does not fit its text")
    return tuple(result)


@lru_cache(maxsize=8192)
def is_invisible(char: str) -> bool:
    """Whether `char` is removed from what is shown: X9's own, isolates and other format marks."""
    return (
        char in _CONTROLS
        or char in _ISOLATES
        or char in "\u200c\u200d\u200e\u200f\u061c\u2060"
        or unicodedata.bidirectional(char) == "BN"
    )


def line_levels(text: str, resolved: Sequence[int], base: Base) -> list[int]:
    """Return the levels of one line after L1: separators and white space at the end go to base."""
    level = 1 if base == "R" else 0
    result = list(resolved)
    trailing = True
    for place in range(len(text) - 1, -1, -1):
        char = text[place]
        kind = unicodedata.bidirectional(char)
        if kind in ("B", "S"):
            result[place] = level
            trailing = True
        elif trailing and (kind == "WS" or char in _ISOLATES):
            result[place] = level
        elif not (char in _CONTROLS or kind == "BN"):
            trailing = False
    return result


def reorder(indices: list[int], resolved: Sequence[int]) -> list[int]:
    """Return `indices` (logical, ascending) in visual order from left to right (L2).

    `resolved` holds a level for each possible index.
    """
    highest = max((resolved[i] for i in indices), default=0)
    lowest_odd = min((resolved[i] for i in indices if resolved[i] % 2), default=highest + 1)
    order = indices
    for level in range(highest, lowest_odd - 1, -1):
        order = _reverse_runs(order, resolved, level)
    return order


def _reverse_runs(order: list[int], resolved: Sequence[int], level: int) -> list[int]:
    result: list[int] = []
    run: list[int] = []
    for index in order:
        if resolved[index] >= level:
            run.append(index)
        else:
            result += reversed(run)
            run.clear()
            result.append(index)
    result += reversed(run)
    return result


def visual_indices(text: str, resolved: Sequence[int], base: Base) -> tuple[list[int], list[int]]:
    """Return the shown characters of one line in visual order, and all levels after L1.

    Invisible characters are left out. Combining marks stand behind their base also where that is
    written from right to left (L3), which is what a renderer expects.
    """
    final = line_levels(text, resolved, base)
    order = reorder(list(range(len(text))), final)
    if not text.isprintable():
        # Only now: a mark or an isolate can be all that keeps two runs apart.
        order = [i for i in order if not is_invisible(text[i])]
    if _has_marks(text):
        order = _marks_behind_base(text, order, final)
    return order, final


def _has_marks(text: str) -> bool:
    return not text.isascii() and "\u0300" in text.translate(_CLASSES)


def _marks_behind_base(text: str, order: list[int], resolved: Sequence[int]) -> list[int]:
    result: list[int] = []
    marks: list[int] = []
    for index in order:
        if resolved[index] % 2 and unicodedata.bidirectional(text[index]) == "NSM":
            marks.append(index)
            continue
        result.append(index)
        if marks:
            behind = [m for m in marks if m > index]
            before = [m for m in marks if m < index]
            result[-1:-1] = before
            result += sorted(behind)
            marks = []
    return result + marks


def mirrored(char: str) -> str:
    """Return the character that looks like `char` in a mirror, itself if there is none (L4)."""
    return str(MIRRORED.get(char, char))


def display(text: str, resolved: Sequence[int], base: Base) -> str:
    """Return one line of already shaped `text` as it is drawn from left to right (L1 to L4)."""
    order, final = visual_indices(text, resolved, base)
    return "".join([mirrored(text[i]) if final[i] % 2 else text[i] for i in order])
