"""Joining: our pass over arabic_reshaper's tables gives what arabic_reshaper gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.text.shaping import RESHAPER, shape, sources

LETTERS = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیيىكةۀئؤأإآءٱـە"
MARKS = "\u064b\u064e\u064f\u0650\u0651\u0652\u0654\u0670\u0655"


@given(st.text(LETTERS + MARKS + "\u200c لالا12.(a", max_size=24))
def test_joins_like_arabic_reshaper(text: str) -> None:
    assert shape(text) == RESHAPER.reshape(text)


@pytest.mark.parametrize(
    ("text", "shaped"),
    [
        ("شمارهٔ", "\ufeb7\ufee4\ufe8e\ufead\ufee9\u0654"),
        ("لطفاً", "\ufedf\ufec4\ufed4\ufe8e\u064b"),
        ("سلام", "\ufeb3\ufefc\ufee1"),
        ("می‌خواهد", "\ufee3\ufbfd\u200c\ufea7\ufeee\ufe8d\ufeeb\ufeaa"),
        ("ه\u200d", "\ufeeb"),
        ("ریال", "\ufead\ufbfe\ufe8e\ufedd"),
    ],
)
def test_marks_zwnj_and_ligatures(text: str, shaped: str) -> None:
    assert shape(text) == shaped


def test_sources_of_a_ligature_with_marks() -> None:
    text = "لَا ب"
    assert sources(text, shape(text)) == [0, 1, 3, 4]
