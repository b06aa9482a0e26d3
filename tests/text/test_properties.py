"""What holds for every text there can be: nothing is lost, doubled or raised."""

import os
import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.text import ltr, visual_order, wrap_lines
from kiosk.text.editor import Editor
from kiosk.text.order import MIRRORED, Base, is_invisible, mirrored
from kiosk.text.shaping import shape, sources
from kiosk.text.wrap import clean

ANY = st.text(st.characters(exclude_categories=()), max_size=200)
"""The whole of Unicode, with surrogates, controls, private and unassigned characters."""
OURS = st.text(
    st.sampled_from(
        "ابپیکگلآأؤئءۀه\u0654\u064b\u0651\u200c\u200d abcЖш۰۱۲٣٤123 .,-/()[]«»؟،\u202a\u202b\u202c\u2067\u2069\u200f\n"
    ),
    max_size=120,
)
UNICODE_STEP = int(os.environ.get("MIZBAN_UNICODE_STEP", "16"))
BASES: st.SearchStrategy[Base | None] = st.sampled_from(["L", "R", None])


def _advance(text: str) -> float:
    return 10.0 * sum(not unicodedata.combining(char) for char in text)


def _letters(text: str) -> Counter[str]:
    """Count what is shown, brackets of both hands as one."""
    shown = [min(char, mirrored(char)) for char in text if not is_invisible(char)]
    return Counter(shown)


def _without_breaks(text: str) -> Counter[str]:
    """Count what is shown but spaces and breaks, which may stand at the end of a line."""
    return Counter({char: count for char, count in _letters(text).items() if char not in "\n\v\f\r\x85\u2028\u2029 "})


@given(ANY | OURS, BASES)
def test_order_is_a_permutation_of_the_shaped_text(text: str, base: Base | None) -> None:
    whole = clean(text)
    shown = visual_order(text, base)
    breaks = str.maketrans(dict.fromkeys("\n\v\f\r\x85\u2028\u2029", " "))
    assert _letters(shown) == _letters(shape(whole.replace("\r\n", "\n").translate(breaks)))


@given(ANY | OURS, BASES, st.floats(1, 2000))
def test_wrapping_loses_and_doubles_nothing(text: str, base: Base | None, width: float) -> None:
    lines = wrap_lines(text, width, _advance, base)
    assert _without_breaks("".join(lines)) == _without_breaks(shape(clean(text)))


@given(OURS, BASES, st.integers(30, 400))
def test_lines_are_no_wider_than_asked(text: str, base: Base | None, width: int) -> None:
    for line in wrap_lines(text, width, _advance, base):
        assert _advance(line) <= width


@given(ANY | OURS)
def test_sources_lead_from_every_shaped_character_to_its_letter(text: str) -> None:
    whole = clean(text)
    shaped = shape(whole)
    origin = sources(whole, shaped)
    assert len(origin) == len(shaped)
    assert len(set(origin)) == len(origin)
    for char, index in zip(shaped, origin, strict=True):
        own = unicodedata.normalize("NFKC", whole[index])
        assert char == whole[index] or unicodedata.normalize("NFKC", char).startswith(own)


@pytest.mark.parametrize("plane", range(17))
def test_the_whole_of_unicode_is_laid_out(plane: int) -> None:
    """Every code point, between two letters that join: nothing raises, each is shown once or is invisible.

    uniseg takes a tenth of a millisecond a character, so lines are broken, and planes with no scripts (2 to 13, 15, 16)
    looked at, in every UNICODE_STEP-th row of 64 characters only.
    """
    for row in range(plane * 0x400, (plane + 1) * 0x400):
        chosen = row % UNICODE_STEP == 0
        if not chosen and plane not in (0, 1, 14):
            continue
        text = "".join(f"ب{chr(row * 64 + place)}ل " for place in range(64))
        whole = clean(text)
        shaped = shape(whole)
        assert len(sources(whole, shaped)) == len(shaped)
        shown = "".join(wrap_lines(text, 300, _advance, "R")) if chosen else visual_order(text, "R")
        assert _without_breaks(shown) == _without_breaks(shaped), f"U+{row * 64:04X}"


@given(ANY, st.integers(0, 99_000))
@settings(max_examples=int(os.environ.get("MIZBAN_LONG_TEXTS", "2")))
def test_a_hundred_thousand_characters_of_any_kind(text: str, where: int) -> None:
    """Lone surrogates, controls and what else hypothesis finds, anywhere in a very long Persian text."""
    long = "سلام (Form B-12) ۱۴۰۴، " * 4600
    whole = (long[:where] + text + long[where:])[:100_000]
    lines = wrap_lines(whole, 600, _advance, "R")
    assert _without_breaks("".join(lines)) == _without_breaks(shape(clean(whole)))


@given(ANY)
def test_a_code_in_a_sentence_cannot_break_out(code: str) -> None:
    inside = ltr(code)
    controls = [char for char in inside if char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
    assert controls in ([], ["\u202a", "\u202c"], ["\u202d", "\u202c"])


@given(OURS, st.lists(st.sampled_from(["insert", "backspace", "delete", "all"]), max_size=12), OURS)
def test_editing_never_splits_a_grapheme_or_raises(text: str, acts: list[str], more: str) -> None:
    editor = Editor(text, multiline=True, max_length=80)
    for act in acts:
        if act == "insert":
            editor.insert(more)
        elif act == "backspace":
            editor.backspace()
        elif act == "delete":
            editor.delete()
        else:
            editor.select_all()
        assert 0 <= editor.caret.index <= len(editor.text)


@pytest.mark.parametrize("unit", ["سلام ", "a", "\u202a", "(", "1-", "\u0301", "\u2067ب", "😀", "، "])
def test_a_hundred_thousand_characters(unit: str) -> None:
    """A fifth of it, by default, where each sign may end a line or opens a level: that is slow, though evenly so."""
    short = unit in ("😀", "، ", "1-", "\u2067ب") and "MIZBAN_LONG_TEXTS" not in os.environ
    text = unit * ((20_000 if short else 100_000) // len(unit))
    lines = wrap_lines(text, 600, _advance, "R")
    assert sum(len(line) for line in lines) <= len(text)
    assert visual_order(text, "R") is not None


def test_every_mirrored_pair_is_its_own_inverse() -> None:
    for char in MIRRORED:
        assert mirrored(mirrored(char)) == char
