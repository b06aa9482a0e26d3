"""Joining of Arabic letters: from letters to their presentation forms, marks kept.

The joining itself is arabic_reshaper's. Only runs of Arabic letters are handed to it, once for each
different run, because it is by far the slowest step of a line.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from arabic_reshaper import ArabicReshaper
from arabic_reshaper.letters import FINAL, INITIAL, ISOLATED, LETTERS_ARABIC, MEDIAL
from arabic_reshaper.ligatures import LETTERS_LIGATURES

ZWJ: Final = "\N{ZERO WIDTH JOINER}"

RESHAPER: Final = ArabicReshaper(
    {
        "delete_harakat": False,  # the default turns «شمارهٔ» into «شماره»
        "delete_tatweel": False,
        "support_zwj": True,
        "support_ligatures": True,
        "ARABIC LIGATURE ALLAH": False,  # the font draws it from its letters
    }
)
"""arabic_reshaper as the product sets it. It takes some 130 µs for a line, most of it for asking
its settings for each word, so `_join` follows it on its own tables and leaves it the rare runs with
a ZWJ; a test holds both to the same answer."""

_MARKS: Final = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d4-\u08e1\u08e3-\u08ff"
_MARK: Final = re.compile(f"[{_MARKS}]")
_RUN: Final = re.compile(
    "[\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06ff"
    "\u0750-\u077f\u08a0-\u08e1\u08e3-\u08ff\u200d]+"
)
_PRESENTATION: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_LAM_ALEFS: Final = (
    "ARABIC LIGATURE LAM WITH ALEF",
    "ARABIC LIGATURE LAM WITH ALEF WITH HAMZA ABOVE",
    "ARABIC LIGATURE LAM WITH ALEF WITH HAMZA BELOW",
    "ARABIC LIGATURE LAM WITH ALEF WITH MADDA ABOVE",
)
_LIGATURES: Final = {
    LETTERS_ARABIC[lam_alef[0]][form] + LETTERS_ARABIC[lam_alef[1]][FINAL]: forms[result]
    for name, (lam_alef, forms) in LETTERS_LIGATURES
    if name in _LAM_ALEFS
    for form, result in ((INITIAL, ISOLATED), (MEDIAL, FINAL))
}
_LIGATURE: Final = re.compile(
    f"([{''.join({pair[0] for pair in _LIGATURES})}])([{_MARKS}]*)([{''.join({pair[1] for pair in _LIGATURES})}])"
)


def _ligature(match: re.Match[str]) -> str:
    return str(_LIGATURES[match[1] + match[3]]) + match[2]


@lru_cache(maxsize=8192)
def _join(run: str) -> str:
    """Return a run of Arabic letters and marks in joined forms."""
    if ZWJ in run:
        return str(RESHAPER.reshape(run))
    shown: list[str] = []
    last = -1
    """Where the letter before stands in `shown`, while it can still join to one behind it."""
    joined = False
    for char in run:
        forms = LETTERS_ARABIC.get(char)
        if forms is None:
            shown.append(char)
            if _MARK.match(char) is None:
                last = -1
            continue
        meets = last >= 0 and bool(forms[FINAL])
        if meets:
            before = LETTERS_ARABIC[run[last]]
            shown[last] = before[MEDIAL] if joined else before[INITIAL]
        shown.append(forms[FINAL] if meets else forms[ISOLATED])
        last = len(shown) - 1 if forms[INITIAL] and (forms[MEDIAL] or not meets) else -1
        joined = meets
    whole = "".join(shown)
    return _LIGATURE.sub(_ligature, whole) if "ل" in run else whole


def _joined(match: re.Match[str]) -> str:
    return _join(match[0])


def shape(text: str) -> str:
    """Return `text`, still in logical order, with every Arabic letter in its joined form.

    Lam and alef become one character; diacritics stay behind their letter; all else is unchanged,
    ZWNJ too (it is what keeps two letters apart, and is dropped with the other invisible ones when
    the line is ordered).
    """
    return text if text.isascii() else _RUN.sub(_joined, text)


def forget_words() -> None:
    """Let go of the words that were joined, at the end of a visit."""
    _join.cache_clear()


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
        if start < len(text) and (text[start] == char or _same(text[start], parts)):
            taken[start] = True  # also where a form was written as such, or stands for a letter of two parts
            found.append(start)
        else:
            found.append(_claim(text, taken, start, parts))
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
