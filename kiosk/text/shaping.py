"""Joining of Arabic letters: from letters to their presentation forms, marks kept.

The joining itself is arabic_reshaper's. Only runs of Arabic letters are handed to it, once for each
different run, because it is by far the slowest step of a line.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from arabic_reshaper import ArabicReshaper

_RESHAPER: Final = ArabicReshaper(
    {
        "delete_harakat": False,  # the default turns «شمارهٔ» into «شماره»
        "delete_tatweel": False,
        "support_zwj": True,
        "support_ligatures": True,
        "ARABIC LIGATURE ALLAH": False,  # the font draws it from its letters
    }
)
_RUN: Final = re.compile(
    "[\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06ff"
    "\u0750-\u077f\u08a0-\u08e1\u08e3-\u08ff\u200d]+"
)
_PRESENTATION: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")


@lru_cache(maxsize=8192)
def _join(run: str) -> str:
    return str(_RESHAPER.reshape(run))


def shape(text: str) -> str:
    """Return `text`, still in logical order, with every Arabic letter in its joined form.

    Lam and alef become one character; diacritics stay behind their letter; all else is unchanged,
    ZWNJ too (it is what keeps two letters apart, and is dropped with the other invisible ones when
    the line is ordered).
    """
    return _RUN.sub(lambda match: _join(match[0]), text)


def sources(text: str, shaped: str) -> list[int]:
    """Return, for each character of ``shaped = shape(text)``, the index in `text` it came from.

    A lam-alef answers with its lam. Lengths: ``len(result) == len(shaped)``.
    """
    found: list[int] = []
    taken = [False] * len(text)
    start = 0
    for char in shaped:
        while start < len(text) and (taken[start] or text[start] == "\u200d" != char):
            start += 1
        parts = _letters(char)
        place = start
        found.append(_claim(text, taken, place, parts))
    return found


@lru_cache(maxsize=4096)
def _letters(char: str) -> str:
    if _PRESENTATION.match(char):
        return unicodedata.normalize("NFKC", char)
    return char


def _claim(text: str, taken: list[bool], start: int, parts: str) -> int:
    """Mark the letters of `parts` as used, in order from `start`; return the first one's index."""
    first = -1
    place = start
    for part in parts:
        while place < len(text) and (taken[place] or not _same(text[place], part)):
            place += 1
        if place == len(text):
            break
        taken[place] = True
        if first < 0:
            first = place
        place += 1
    if first < 0:
        raise ValueError(f"no source for U+{ord(parts[0]):04X} at {start}")
    return first


@lru_cache(maxsize=4096)
def _same(letter: str, part: str) -> bool:
    return letter == part or unicodedata.normalize("NFKC", letter) == part
