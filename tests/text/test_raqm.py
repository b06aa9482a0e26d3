"""Lines against HarfBuzz and FriBidi (Pillow's raqm): the same letters, the same width."""

import random
import statistics
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from PIL import ImageFont, features

from kiosk.text import fonts, visual_order
from kiosk.text.layout import Face, MeasureRun, lay_out, setter
from kiosk.text.order import Base, is_invisible, mirrored
from kiosk.text.shaping import sources
from kiosk.text.wrap import line_spans, prepare
from language import direction

FACE = Face(34)


def _raqm(lang: str) -> ImageFont.FreeTypeFont:
    file = fonts.paths(FACE.weight)[1 if lang == "ru" else 0]
    return ImageFont.truetype(file, FACE.size, layout_engine=ImageFont.Layout.RAQM)


def _raqm_width(text: str, lang: str, font: ImageFont.FreeTypeFont) -> float:
    side = "rtl" if direction(lang) == "R" else "ltr"
    return float(font.getlength(text, direction=side, language=lang))


def _letters(text: str) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", text)
    return Counter(min(c, mirrored(c)) for c in plain if not is_invisible(c) and c != " ")


@pytest.fixture(scope="module")
def lines(
    sentences: list[tuple[str, str]], measure_run: Callable[[str, str, int], float]
) -> list[tuple[str, str, str, float]]:
    """`(lang, logical line, display line, width drawn by Kivy)` of all sentences, random widths."""
    chance = random.Random(33)
    found = []
    for lang, text in sentences:
        width = chance.randint(260, 900)
        base = direction(lang)
        laid = lay_out(text, width, FACE, measure_run, base)
        # The logical letters of each line, found again without the layout: by breaking the same text.
        logical = _logical_lines(text, width, measure_run, base)
        assert len(logical) == len(laid.lines)
        for plain, line in zip(logical, laid.lines, strict=True):
            found.append((lang, plain, "".join(run.text for run in line.runs), line.width))
    return found


def _logical_lines(text: str, width: float, measure_run: MeasureRun, base: Base) -> list[str]:
    paragraph = prepare(text, base)
    origin = [*sources(text, paragraph.text), len(text)]
    spans = line_spans(paragraph, width, setter(FACE, measure_run))
    return [text[origin[start] : origin[end]].rstrip() for start, end in spans]


def test_raqm_is_here() -> None:
    assert features.check("raqm"), "Pillow without raqm has no reference to compare with"


def test_every_line_has_the_letters_raqm_is_given(lines: list[tuple[str, str, str, float]]) -> None:
    assert len(lines) >= 300
    assert {lang for lang, *_ in lines} == {"fa", "ar", "en", "ru"}
    for _, plain, display, _ in lines:
        assert _letters(display) == _letters(plain)


def test_widths_are_raqms(lines: list[tuple[str, str, str, float]]) -> None:
    off = []
    for lang, plain, display, width in lines:
        if any(file != fonts.runs(display, 400)[0][1] for _, file in fonts.runs(display, 400)):
            continue  # two fonts in a line: raqm draws with one
        reference = _raqm_width(plain, lang, _raqm(lang if lang == "ru" else "fa"))
        off.append((abs(width - reference) / reference, plain))
    off.sort(reverse=True)
    within = sum(1 for share, _ in off if share <= 0.02)
    report = f"{within} of {len(off)} lines within 2 %, median {statistics.median(s for s, _ in off):.4f}"
    print(report, off[:5])
    assert len(off) >= 300
    assert within >= 0.98 * len(off), (report, off[:10])
    assert off[0][0] <= 0.04, off[:5]


def test_visual_order_takes_what_raqm_takes(sentences: list[tuple[str, str]]) -> None:
    for lang, text in sentences:
        assert _letters(visual_order(text, direction(lang))) == _letters(text)
