"""Line ends against LineBreakTest.txt (Unicode 15.0) and against uniseg on our own alphabets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uniseg.linebreak import line_break_boundaries

from kiosk.text.breaks import line_breaks, standard_breaks

CASES = Path("/usr/share/unicode/auxiliary/LineBreakTest.txt")
ALPHABET = "abкшابیلهء ىمۀ\u200c\u064b\u0651۰۱۲٣٤12  .,،؛:؟!?-–—/()[]«»\"'“”…%٪$€№+@_#&*\u00a0\u2060\u0301"


def _cases() -> Iterator[tuple[str, list[int]]]:
    for line in CASES.read_text(encoding="utf-8").splitlines():
        marks = line.partition("#")[0].split()
        text, ends = "", []
        for mark in marks:
            if mark == "÷" and text:
                ends.append(len(text))
            elif mark not in "÷×":
                text += chr(int(mark, 16))
        if text:
            yield text, ends


def test_rate_on_the_standards_own_cases() -> None:
    """The rest differs because uniseg follows UAX #14 revision 53 and the file is of revision 49:

    quotes before brackets (LB15a), figures after a comma or a lone full stop (LB15c, LB25) and
    hyphens at the start of a word (LB20a) were ruled anew between the two.
    """
    cases = list(_cases())
    wrong = [(text, ends) for text, ends in cases if standard_breaks(text) != ends]
    assert len(cases) == 7654
    assert len(wrong) <= 31
    for text, _ in wrong:
        assert standard_breaks(text) == list(line_break_boundaries(text))


@given(st.text(ALPHABET, max_size=24))
def test_fast_rules_agree_with_uniseg(text: str) -> None:
    assert standard_breaks(text) == list(line_break_boundaries(text))


@pytest.mark.parametrize(
    "whole",
    ["B-12", "1404-09-03", "۱۴۰۴/۰۹/۰۳", "0912 345 6789", "۰۲۱ ۸۸۹۹ ۱۲۳۴", "a.b-c@office.ir", "۲۵۰٬۰۰۰", "می‌خواهد"],
)
def test_codes_numbers_and_words_stay_whole(whole: str) -> None:
    text = f"متن پیش {whole} متن پس"
    start = text.index(whole)
    assert not [place for place in line_breaks(text) if start < place < start + len(whole)]
    assert start in line_breaks(text)
