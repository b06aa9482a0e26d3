"""The caret in bidirectional text: steps on the screen, taps, and what it deletes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.text.caret import Caret, CaretLine, grapheme_ends
from kiosk.text.edit_lines import edit_lines, line_of, moved
from kiosk.text.editor import Editor
from kiosk.text.layout import Face
from kiosk.text.mask import Mask, conceal
from kiosk.text.order import Base

FACE = Face(20)
WRITTEN = st.text("ابلآهٔ\u064b\u200c abcЖ۱۲٣4 .,-()«»", max_size=40)


def _measure(text: str, font: str, size: int) -> float:
    return 10.0 * sum(char not in "\u064b\u0654" for char in text)


def _lines(text: str, base: Base = "R", width: float | None = None) -> list[CaretLine]:
    return edit_lines(text, width, FACE, _measure, base)


@given(WRITTEN, st.sampled_from(["L", "R"]), st.sampled_from([None, 120.0]))
def test_arrows_visit_every_place_from_edge_to_edge(text: str, base: Base, width: float | None) -> None:
    lines = _lines(text, base, width)
    caret = lines[0].edge(right=base == "R")
    seen = {caret.index}
    for _ in range(3 * len(text) + 3):
        after = moved(lines, caret, right=base == "L")
        if after == caret:
            break
        here, there = line_of(lines, caret), line_of(lines, after)
        if here == there:
            step = lines[here].x_of(after) - lines[here].x_of(caret)
            assert step >= 0 if base == "L" else step <= 0
        caret = after
        seen.add(caret.index)
    boundaries = {0, *grapheme_ends(text)}
    assert seen <= boundaries
    assert line_of(lines, caret) == len(lines) - 1


@given(WRITTEN, st.sampled_from(["L", "R"]), st.floats(-50, 500))
def test_a_tap_lands_on_the_nearest_edge(text: str, base: Base, x: float) -> None:
    line = _lines(text, base)[0]
    caret = line.hit(x)
    assert caret.index in {0, *grapheme_ends(text)}
    if line.clusters and 0 < x < line.width:
        edges = [c.left for c in line.clusters] + [c.right for c in line.clusters]
        nearest = min(abs(x - edge) for edge in edges)
        assert abs(line.x_of(caret) - x) <= nearest + 1e-6


def test_left_goes_on_in_persian_and_back_in_latin() -> None:
    lines = _lines("سلام abc")
    caret = Caret(4)
    after = moved(lines, caret, right=False)
    assert after.index == 5
    inside = moved(lines, after, right=False)
    assert inside.index in (6, 7, 8)


def test_lam_alef_has_a_place_in_its_middle() -> None:
    line = _lines("سلام")[0]
    assert len(line.clusters) == 4
    xs = [line.x_of(Caret(index)) for index in range(1, 5)]
    assert xs == sorted(xs, reverse=True)
    assert len(set(xs)) == 4


def test_backspace_takes_a_grapheme_and_a_zwnj_alone() -> None:
    editor = Editor("شمارهٔ")
    editor.backspace()
    assert editor.text == "شمار"
    editor = Editor("می")
    assert editor.insert("\u200c")
    assert not editor.insert("\u200c")
    editor.backspace()
    assert editor.text == "می"


def test_kinds_keep_what_they_are_for() -> None:
    assert Editor("۰۹۱۲ ٣٤٥-6789x", kind="digits").text == "09123456789"
    assert Editor("علی@a.ir ", kind="latin").text == "@a.ir"
    assert Editor("a\u202eb\x00c\ud800", kind="text").text == "abc"
    assert Editor("a\nb").text == "ab"
    assert Editor("a\nb", multiline=True).text == "a\nb"


def test_length_is_counted_in_graphemes() -> None:
    editor = Editor("هٔهٔهٔ", max_length=2)
    assert editor.text == "هٔهٔ"
    assert not editor.insert("ب")
    editor.select_all()
    assert editor.insert("ب")
    assert editor.text == "ب"


def test_typing_replaces_the_selection() -> None:
    editor = Editor("abcdef")
    editor.move(Caret(2))
    editor.move(Caret(4), select=True)
    assert editor.selection == (2, 4)
    editor.insert("X")
    assert editor.text == "abXef"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("", ""), ("0912", "۰۹۱۲"), ("09123", "۰۹۱۲\u00a0۳"), ("09123456789", "۰۹۱۲\u00a0۳۴۵\u00a0۶۷۸۹")],
)
def test_masks_group_and_store_plain(typed: str, shown: str) -> None:
    mask = Mask("#### ### ####")
    text, places = mask.show(typed, "fa")
    assert text == shown
    assert len(places) == len(typed) + 1
    assert mask.slots == 11


def test_concealed_text_shows_its_end_only() -> None:
    assert conceal("۰۹۱۲\u00a0۳۴۵\u00a0۶۷۸۹") == "••••\u00a0•••\u00a0•۷۸۹"
    assert conceal("12") == "12"
