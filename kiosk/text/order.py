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
from bidi.mirror import MIRRORED as _TABLE

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
_PLAIN_RIGHT: Final = re.compile(r"[ !.\u060c\u061b\u061f\u0621-\u064a\u200c\ufb50-\ufbb1\ufbd3-\ufd3d\ufe80-\ufefc]*")
_PLAIN_LEFT: Final = re.compile(r"[ -~\u00a0-\u00ac\u00ae-\u02af\u0400-\u0482\u048a-\u052f\u2013-\u2026\u2116]*")
"""What most lines of a script are made of; the classes need not be looked up."""
_CONTROLS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e")
_ISOLATES: Final = frozenset("\u2066\u2067\u2068\u2069")
_SEPARATOR: Final = re.compile("[\t\n\x0b\r\x1c-\x1f\x85\u2029]")
"""Bidi classes B and S."""
_ENDS: Final = frozenset({"L", "R", "AL", "EN", "AN", "ES", "CS", "ET", "ON", "NSM"})
"""Classes after which no white space is trailing."""
_LEVEL: Final = "Level(\n            "


_REST: Final = (
    "∟⯾∠⦣∡⦛∢⦠∤⫮≅≌≌≅⊸⟜⟋⟍⟍⟋⟜⊸⦛∡⦠∢⦣∠⦤⦥⦥⦤⦨⦩⦩⦨⦪⦫⦫⦪⦬⦭⦭⦬⦮⦯⦯⦮⧨⧩⧩⧨⩻⩼⩼⩻⪅⪆⪆⪅⪇⪈⪈⪇⪉⪊"
    "⪊⪉⪍⪎⪎⪍⪏⪐⪐⪏⪝⪞⪞⪝⪟⪠⪠⪟⪱⪲⪲⪱⪵⪶⪶⪵⪷⪸⪸⪷⪹⪺⪺⪹⫇⫈⫈⫇⫉⫊⫊⫉⫋⫌⫌⫋⫮∤⯾∟⹕⹖⹖⹕⹗⹘⹘⹗⹙⹚⹚⹙⹛⹜⹜⹛"
)
"""Pairs of BidiMirroring.txt (Unicode 15.0) that python-bidi's table does not have."""

MIRRORED: Final[dict[str, str]] = {**_TABLE, **dict(zip(_REST[::2], _REST[1::2], strict=True))}
"""Bidi_Mirroring_Glyph: what stands for a character where it is shown mirrored."""


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


def levels(text: str, base: Base) -> bytes:
    """Return the embedding level of each character of one paragraph, before L1 (P2 to I2)."""
    if base == "R" and _PLAIN_RIGHT.fullmatch(text):
        return b"\1" * len(text)
    if base == "L" and _PLAIN_LEFT.fullmatch(text):
        return bytes(len(text))
    classes = text.translate(_CLASSES)
    if base == "R" and _ALL_RIGHT.fullmatch(classes):
        return b"\1" * len(text)
    if base == "L" and _ALL_LEFT.fullmatch(classes):
        return bytes(len(text))
    runs = _RUNS.findall(classes)
    resolved = _resolve("".join([run[0] for run in runs]), base)
    return b"".join([level * len(run) for run, level in zip(runs, resolved, strict=True)])


@lru_cache(maxsize=4096)
def _resolve(pattern: str, base: Base) -> tuple[bytes, ...]:
    """Levels of a pattern of classes, read from python-bidi's account of its work, per byte."""
    account = get_display_inner(pattern, base, True)
    start, end = account.find("    levels: ["), account.find("    paragraphs: [")
    if start < 0 or end < start:
        raise RuntimeError("python-bidi's account has no levels: is it another version than 0.6.12?")
    per_byte = [bytes((int(item[: item.index(",")]),)) for item in account[start:end].split(_LEVEL)[1:]]
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


def line_levels(text: str, resolved: bytes, base: Base) -> bytes:
    """Return the levels of one line after L1: separators and white space at the end go to base."""
    level = b"\1" if base == "R" else b"\0"
    if _SEPARATOR.search(text) is None:
        if not text or (unicodedata.bidirectional(text[-1]) in _ENDS and text[-1] not in _ISOLATES):
            return resolved
        return _reset_end(text, resolved, level)
    parts = []
    start = 0
    for match in _SEPARATOR.finditer(text):
        parts.append(_reset_end(text[start : match.start()], resolved[start : match.start()], level))
        parts.append(level)
        start = match.end()
    parts.append(_reset_end(text[start:], resolved[start:], level))
    return b"".join(parts)


def _reset_end(text: str, resolved: bytes, level: bytes) -> bytes:
    result = bytearray(resolved)
    for place in range(len(text) - 1, -1, -1):
        char = text[place]
        kind = unicodedata.bidirectional(char)
        if kind == "WS" or char in _ISOLATES:
            result[place : place + 1] = level
        elif not (char in _CONTROLS or kind == "BN"):
            break
    return bytes(result)


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


def visual_indices(text: str, resolved: bytes, base: Base) -> tuple[list[int], bytes]:
    """Return the shown characters of one line in visual order, and all levels after L1.

    Invisible characters are left out. Combining marks stand behind their base also where that is
    written from right to left (L3), which is what a renderer expects.
    """
    final = line_levels(text, resolved, base)
    runs = [match.span() for match in _LEVEL_RUN.finditer(final)]
    order: list[int] = []
    for place in reorder(list(range(len(runs))), [final[start] for start, _ in runs]):
        start, end = runs[place]
        if final[start] % 2:
            for first, last in reversed(_clusters(text, start, end)):
                order += range(first, last)
        else:
            order += range(start, end)
    if not text.isprintable():
        # Only now: a mark or an isolate can be all that keeps two runs apart.
        order = [i for i in order if not is_invisible(text[i])]
    return order, final


def _clusters(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of ``text[start:end]`` that turn as one: a letter, its marks, the unseen."""
    spans: list[tuple[int, int]] = []
    for place in range(start, end):
        char = text[place]
        if spans and (unicodedata.bidirectional(char) == "NSM" or is_invisible(char)):
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return spans


def _has_marks(text: str) -> bool:
    return not text.isascii() and "\u0300" in text.translate(_CLASSES)


def mirrored(char: str) -> str:
    """Return the character that looks like `char` in a mirror, itself if there is none (L4)."""
    return str(MIRRORED.get(char, char))


_MIRROR: Final = str.maketrans(MIRRORED)
_LEVEL_RUN: Final = re.compile(rb"(.)\1*", re.DOTALL)


_PLAIN: Final = re.compile(
    r"[ -'*-;=?-Z^-z|~\u00a0\u060c\u061b\u061f\u0621-\u064a\u0660-\u066d\u0671-\u06d3\u06f0-\u06fc"
    r"\u200c\u2026\ufb50-\ufbb1\ufbd3-\ufd3d\ufe80-\ufefc]*"
)
"""Text with nothing to mirror and no marks: all that most lines are made of."""


class _Shown(dict[int, str | None]):
    """A translate table that takes out what is invisible."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        shown = None if is_invisible(char) else char
        if len(self) < 0x4000:
            self[code] = shown
        return shown


_SHOWN: Final = _Shown()


def display(text: str, resolved: bytes, base: Base) -> str:
    """Return one line of already shaped `text` as it is drawn from left to right (L1 to L4).

    The same as `visual_indices` tells, by runs of one level instead of characters.
    """
    final = line_levels(text, resolved, base)
    if final and final.count(final[0]) == len(final):
        shown = _run(text, final[0])
        return _visible(shown)
    runs = [
        (final[match.start()], _run(text[match.start() : match.end()], final[match.start()]))
        for match in _LEVEL_RUN.finditer(final)
    ]
    order = reorder(list(range(len(runs))), [level for level, _ in runs])
    shown = "".join([runs[index][1] for index in order])
    return _visible(shown)


def _visible(shown: str) -> str:
    shown = shown.replace("\u200c", "")
    return shown if shown.isprintable() else shown.translate(_SHOWN)


def _run(text: str, level: int) -> str:
    if level % 2 == 0:
        return text
    if _PLAIN.fullmatch(text):
        return text[::-1]
    text = text.translate(_MIRROR)
    if not _has_marks(text):
        return text[::-1]
    return "".join([text[first:last] for first, last in reversed(_clusters(text, 0, len(text)))])
