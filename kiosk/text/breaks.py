"""Where a line may end: UAX #14, with codes, numbers and phones kept whole.

uniseg knows the classes and all the rules, at a tenth of a millisecond a character. Text of the
classes that our four languages are written with is decided here by the same rules (numbers as in
UAX #14 revision 53); any other character sends the whole paragraph to uniseg.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from uniseg.linebreak import line_break, line_break_boundaries

_LETTERS: Final = {
    "AL": "A",
    "AI": "A",
    "XX": "A",
    "SG": "A",
    "NU": "N",
    "CM": "M",
    "ZWJ": "M",
    "SP": "S",
    "IS": "I",
    "EX": "E",
    "CL": "L",
    "CP": "P",
    "OP": "O",
    "GL": "G",
    "WJ": "W",
    "HY": "Y",
    "BA": "B",
    "SY": "/",
    "PR": "R",
    "PO": "o",
}
_OTHER: Final = "X"
_UNIT: Final = re.compile(r"S|[^SM]M*|M+")
_PLAIN: Final = re.compile(r"(?<=[AN]S)(?=[AN])")
"""Between two words or figures with one space between them there is always a break (LB18)."""
_CANDIDATE: Final = re.compile(r"(?<=[SYBELPIoR/])(?=[^S])")
_NUMBER_BEFORE: Final = re.compile(r"N[/I]*[LP]?$")
_NUMERAL_BEFORE: Final = re.compile(r"N[/I]*$")
_CODE_SIGN: Final = re.compile(r"[\d@]")
_CODE: Final = re.compile(r"[^\s]*(?:\d|@)[^\s]*")
_GROUPS: Final = re.compile(r"(?<!\S)[+(]?\d{2,5}\)?(?:[ \u00a0-]\d{2,5})+(?!\d)")
_LEAST_DIGITS_OF_GROUPS: Final = 7
_LONGEST_KEPT: Final = 2000
"""In characters: longer paragraphs are no labels, and would make the memory kept for them boundless."""
_MARK_AFTER_SPACE: Final = re.compile(r"(?<= )[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200d]")


class _Classes(dict[int, str]):
    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = line_break(char).value
        wide = unicodedata.east_asian_width(char) in ("F", "W", "H")
        if kind == "QU" and not wide:
            letter = {"Pi": "q", "Pf": "f"}.get(unicodedata.category(char), "Q")
        elif kind in ("OP", "CP", "CL") and wide:
            letter = _OTHER
        else:
            letter = _LETTERS.get(kind, _OTHER)
        if len(self) < 0x4000:
            self[code] = letter
        return letter


_CLASSES: Final = _Classes()


def standard_breaks(text: str) -> list[int]:
    """Return the places in `text` (one paragraph) after which UAX #14 lets a line end.

    Ascending offsets in 1..len(text), the last always ``len(text)``; none for an empty text.
    """
    if not text:
        return []
    classes = text.translate(_CLASSES)
    if _OTHER in classes:
        return list(line_break_boundaries(text))
    if "M" in classes:
        spans = [(m.start(), classes[m.start()]) for m in _UNIT.finditer(classes)]
        units = "".join(["A" if kind == "M" else kind for _, kind in spans])
        found = [spans[i][0] for i in _unit_breaks(units)]
    else:
        found = _unit_breaks(classes)
    return [*found, len(text)]


def _unit_breaks(units: str) -> list[int]:
    plain = {match.start() for match in _PLAIN.finditer(units)}
    found = []
    for match in _CANDIDATE.finditer(units):
        place = match.start()
        if place in plain or (0 < place < len(units) and _may_break(units, place)):
            found.append(place)
    return found


def _may_break(units: str, place: int) -> bool:
    """Decide about the break before ``units[place]``; rule numbers are those of UAX #14."""
    before, after = units[place - 1], units[place]
    if before == "S" and after in "AN":
        return not _opened(units, place)
    following = units[place + 1] if place + 1 < len(units) else ""
    if after == "W" or after in "LPE/":  # LB11, LB13
        return False
    if after == "G" and before not in "SBY":  # LB12a
        return False
    if _opened(units, place):
        return False
    if after == "f" and (not following or following in "SGWLQqfPEI/"):  # LB15b
        return False
    if after == "I":  # LB15c, LB15d
        return before == "S" and following == "N"
    if before == "S":  # LB18
        return True
    if after in "QqfBY":  # LB19, LB21
        return False
    return not _holds(units, place, before, after, following)


def _opened(units: str, place: int) -> bool:
    """Whether an opening bracket or quote stands before, spaces aside (LB14, LB15a)."""
    last = place - 1
    while last >= 0 and units[last] == "S":
        last -= 1
    if last < 0:
        return False
    if units[last] == "O":
        return True
    return units[last] == "q" and (last == 0 or units[last - 1] in "OQqfGS")


def _holds(units: str, place: int, before: str, after: str, following: str) -> bool:
    """Whether two characters without a space between hold together (LB20a to LB30)."""
    if before == "Y" and after == "A":  # LB20a
        return place < 2 or units[place - 2] in "SG"
    if after == "A":  # LB24, LB29, LB30
        return before in "RoIP"
    if after == "N":  # LB25, LB30
        if before in "RoYIP":
            return True
        return before == "/" and bool(_NUMERAL_BEFORE.search(units, 0, place))
    if after in "oR":  # LB25
        return bool(_NUMBER_BEFORE.search(units, 0, place))
    if after == "O" and before in "oR":  # LB25
        return following == "N" or units[place + 1 : place + 3] == "IN"
    return False


def line_breaks(text: str) -> tuple[int, ...]:
    """Return the places where we let a line end: the standard's, but none inside a code or a grapheme.

    UAX #14 may end a line between a space and a mark that stands on it (LB10); UAX #29 has the two
    as one character, and so have the caret and the delete key. A word with a digit or an @ in it
    (B-12, 1404-09-03, a@b-c.ir) and figures in groups, seven digits or more in all (0912 345 6789),
    stay whole. The answers for paragraphs of usual length are kept.
    """
    return _kept_breaks(text) if len(text) <= _LONGEST_KEPT else _find_breaks(text)


@lru_cache(maxsize=1024)
def _kept_breaks(text: str) -> tuple[int, ...]:
    return _find_breaks(text)


def forget_breaks() -> None:
    """Let go of the paragraphs, at the end of a visit."""
    _kept_breaks.cache_clear()


def _find_breaks(text: str) -> tuple[int, ...]:
    found = standard_breaks(text)
    torn = {match.start() for match in _MARK_AFTER_SPACE.finditer(text)}
    if torn:
        found = [place for place in found if place not in torn]
    if _CODE_SIGN.search(text) is None:
        return tuple(found)
    kept: set[int] = set()
    for match in _CODE.finditer(text):
        kept.update(range(match.start() + 1, match.end()))
    for match in _GROUPS.finditer(text):
        if sum(c.isdigit() for c in match[0]) >= _LEAST_DIGITS_OF_GROUPS:
            kept.update(range(match.start() + 1, match.end()))
    return tuple([place for place in found if place not in kept])
