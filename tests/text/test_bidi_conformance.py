"""The order of characters against all of Unicode's own cases (Debian package unicode-data)."""

import os
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from kiosk.text import order

UNICODE = Path("/usr/share/unicode")
GIVEN_BASE = 91_679
"""Cases of BidiCharacterTest.txt 15.0 with a given base direction."""


def _character_cases() -> Iterator[tuple[int, str, str, int, list[str], list[int]]]:
    with (UNICODE / "BidiCharacterTest.txt").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            codes, base, resolved, levels, visual = line.strip().split(";")
            text = "".join(chr(int(code, 16)) for code in codes.split())
            yield number, text, base, int(resolved), levels.split(), [int(i) for i in visual.split()]


def _expected_display(text: str, levels: list[str], visual: list[int]) -> list[str]:
    mirrored = _mirrored()
    shown = []
    for index in visual:
        char = text[index]
        if order.is_invisible(char):
            continue
        shown.append(mirrored.get(char, char) if int(levels[index]) % 2 else char)
    return shown


def _mirrored() -> dict[str, str]:
    if not _MIRRORED:
        for line in (UNICODE / "BidiMirroring.txt").read_text(encoding="utf-8").splitlines():
            pair = line.partition("#")[0].strip()
            if pair:
                left, _, right = pair.partition(";")
                _MIRRORED[chr(int(left, 16))] = chr(int(right, 16))
    return _MIRRORED


_MIRRORED: dict[str, str] = {}


@pytest.mark.timeout(300)
def test_character_cases_give_levels_order_and_mirroring() -> None:
    given = automatic = 0
    wrong = []
    for number, text, base, resolved, levels, visual in _character_cases():
        side: order.Base = "R" if resolved else "L"
        if base == "2":
            automatic += 1
            if order.base_direction(text) != side:
                wrong.append(f"line {number}: base direction")
        else:
            given += 1
        final = order.line_levels(text, order.levels(text, side), side)
        if any(want != "x" and int(want) != got for want, got in zip(levels, final, strict=True)):
            wrong.append(f"line {number}: levels {list(final)}, not {levels}")
            continue
        kept = [i for i, want in enumerate(levels) if want != "x"]
        if order.reorder(kept, final) != visual:
            wrong.append(f"line {number}: order")
        # Marks stand before their base in the file's order (it leaves L3 out); letters do not move.
        if not any(unicodedata.bidirectional(c) == "NSM" for c in text):
            shown = order.display(text, order.levels(text, side), side)
            if list(shown) != _expected_display(text, levels, visual):
                wrong.append(f"line {number}: display")
    assert not wrong, "\n".join(wrong[:20])
    assert given == GIVEN_BASE
    assert automatic > 0


CLASS_STEP = int(os.environ.get("MIZBAN_BIDI_STEP", "7"))
"""One in so many of the 770,241 cases of BidiTest; seven shares nothing with the number of sides: each side comes."""
_CLASS_CHARS = {
    "L": "a",
    "R": "\u05d0",
    "AL": "\u0627",
    "EN": "1",
    "ES": "-",
    "ET": "%",
    "AN": "\u0661",
    "CS": ",",
    "B": "\u2029",
    "S": "\t",
    "WS": " ",
    "ON": "!",
    "BN": "\u00ad",
    "NSM": "\u0301",
    "LRE": "\u202a",
    "RLE": "\u202b",
    "PDF": "\u202c",
    "LRO": "\u202d",
    "RLO": "\u202e",
    "LRI": "\u2066",
    "RLI": "\u2067",
    "FSI": "\u2068",
    "PDI": "\u2069",
}


def _class_cases() -> Iterator[tuple[int, str, order.Base | None, list[str], list[int]]]:
    levels: list[str] = []
    visual: list[int] = []
    with (UNICODE / "BidiTest.txt").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.startswith("@Levels:"):
                levels = line.split()[1:]
            elif line.startswith("@Reorder:"):
                visual = [int(i) for i in line.split()[1:]]
            elif line.strip() and not line.startswith(("#", "@")):
                classes, _, bits = line.partition(";")
                text = "".join(_CLASS_CHARS[name] for name in classes.split())
                bases: tuple[tuple[int, order.Base | None], ...] = ((1, None), (2, "L"), (4, "R"))
                for bit, base in bases:
                    if int(bits, 16) & bit:
                        yield number, text, base, levels, visual


@pytest.mark.timeout(600)
def test_class_cases_give_levels_and_order() -> None:
    cases = 0
    wrong = []
    for number, text, base, levels, visual in islice(_class_cases(), 0, None, CLASS_STEP):
        cases += 1
        side = base or order.base_direction(text)
        final = order.line_levels(text, order.levels(text, side), side)
        right = all(want in ("x", str(got)) for want, got in zip(levels, final, strict=True))
        kept = [i for i, want in enumerate(levels) if want != "x"]
        if not right or order.reorder(kept, final) != visual:
            wrong.append(f"line {number} base {base}: levels {list(final)}, not {levels}")
    assert not wrong, "\n".join([f"{len(wrong)} of {cases} wrong", *wrong[:20]])
    assert cases == -(-770_241 // CLASS_STEP)


def test_every_mirrored_pair_of_the_standard() -> None:
    assert {char: order.mirrored(char) for char in _mirrored()} == _mirrored()
