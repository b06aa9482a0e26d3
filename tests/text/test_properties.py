"""What holds for every text there can be: nothing is lost, doubled or raised."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
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
BASES: st.SearchStrategy[Base | None] = st.sampled_from(["L", "R", None])


def _advance(text: str) -> float:
    return 10.0 * sum(not unicodedata.combining(char) for char in text)


def _letters(text: str) -> Counter[str]:
    """Count what is shown, brackets of both hands as one."""
    shown = [min(char, mirrored(char)) for char in text if not is_invisible(char)]
    return Counter(shown)


@given(ANY | OURS, BASES)
def test_order_is_a_permutation_of_the_shaped_text(text: str, base: Base | None) -> None:
    whole = clean(text)
    shown = visual_order(text, base)
    breaks = str.maketrans(dict.fromkeys("\n\v\f\r\x85\u2028\u2029", " "))
    assert _letters(shown) == _letters(shape(whole.replace("\r\n", "\n").translate(breaks)))


@given(ANY | OURS, BASES, st.floats(1, 2000))
def test_wrapping_loses_and_doubles_nothing(text: str, base: Base | None, width: float) -> None:
    lines = wrap_lines(text, width, _advance, base)
    spaces = "\n\v\f\r\x85\u2028\u2029 "
    found, expected = _letters("".join(lines)), _letters(shape(clean(text)))
    for char in spaces:
        found.pop(char, None), expected.pop(char, None)
    assert found == expected


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


@pytest.mark.parametrize("unit", ["سلام ", "a", "\u202a", "(", "1-", "\u0301", "\u2067א", "😀", "، "])
def test_a_hundred_thousand_characters(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    lines = wrap_lines(text, 600, _advance, "R")
    assert sum(len(line) for line in lines) <= len(text)
    assert visual_order(text, "R") is not None


def test_every_mirrored_pair_is_its_own_inverse() -> None:
    for char in MIRRORED:
        assert mirrored(mirrored(char)) == char
