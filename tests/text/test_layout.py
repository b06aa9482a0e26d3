"""Lines of runs: styles that survive shaping, ellipsis, paragraphs, and the traps of the order."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.text import layout, ltr, visual_order, wrap_lines
from kiosk.text.layout import Face, lay_out
from kiosk.text.markup import MarkupError, escape, parse
from kiosk.text.order import Base, display, levels, mirrored, visual_indices
from kiosk.text.shaping import shape

FACE = Face(20)
MIXED = st.text("ابلآهٔ\u064b\u200c abЖ۱۲٣4 .,-()«»[]\u202a\u202c\u2067\u2069\n", max_size=60)


def _measure(text: str, font: str, size: int) -> float:
    return size * 0.5 * len(text)


def _text(text: str, *, with_markup: bool = False) -> list[str]:
    laid = lay_out(text, 1e6, FACE, _measure, "R", with_markup=with_markup)
    return ["".join(run.text for run in line.runs) for line in laid.lines]


@given(MIXED, st.sampled_from(["L", "R"]))
def test_by_runs_and_by_characters_the_order_is_the_same(text: str, base: Base) -> None:
    line = shape(text.replace("\n", " "))
    resolved = levels(line, base)
    order, final = visual_indices(line, resolved, base)
    by_characters = "".join(mirrored(line[i]) if final[i] % 2 else line[i] for i in order)
    assert display(line, resolved, base) == by_characters


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(طبقه ۲)", "(۲ " + visual_order("طبقه", "R") + ")"),
        ("A-۱۲", "A-۱۲"),
        ("A-١٢", "١٢-A"),
        (ltr("A-١٢"), "A-١٢"),
        ("1404-01-01", "1404-01-01"),
        ("در ۱۴۰۴-۰۱-۰۱", "۰۱-۰۱-۱۴۰۴ " + visual_order("در", "R")),
        ("در " + ltr("۱۴۰۴-۰۱-۰۱"), "۱۴۰۴-۰۱-۰۱ " + visual_order("در", "R")),
        ("در ۱۴۰۴/۰۱/۰۱", "۱۴۰۴/۰۱/۰۱ " + visual_order("در", "R")),
        (ltr("٠٢٥-٣٢١٣ ٤٢١٤"), "٠٢٥-٣٢١٣ ٤٢١٤"),
        (ltr("١٤٠٤-٠١-٠١"), "١٤٠٤-٠١-٠١"),
        (ltr("B-12 (٣)"), "B-12 (٣)"),
        (ltr("0912 345 6789"), "0912 345 6789"),
        ("۰۹۱۲\u00a0۳۴۵\u00a0۶۷۸۹", "۰۹۱۲\u00a0۳۴۵\u00a0۶۷۸۹"),
        ("«نام»", "«" + visual_order("نام", "R") + "»"),
        ("ساعت ۱۰:۳۰", "۱۰:۳۰ " + visual_order("ساعت", "R")),
        ("۲۵۰٬۰۰۰ ریال", visual_order("ریال", "R") + " ۲۵۰٬۰۰۰"),
    ],
)
def test_the_traps(text: str, shown: str) -> None:
    assert visual_order(text, "R") == shown


def test_a_line_is_ordered_by_its_paragraph() -> None:
    """A number at the start of a line still knows the letters before it, and an embedding goes on."""
    text = "این یک متن ۱۴۰۴-۰۱-۰۱"
    second = wrap_lines(text, 11, len, "R")[-1]
    assert second == "۰۱-۰۱-۱۴۰۴"
    code = "فرم " + ltr("(Form B-12) new")
    assert wrap_lines(code, 9, len, "R") == [visual_order("فرم", "R") + "", "(Form", "B-12) new"] or (
        wrap_lines(code, 9, len, "R")[-1] == "B-12) new"
    )


def test_marks_stand_behind_their_letter() -> None:
    shown = visual_order("شمارهٔ لطفاً", "R")
    assert shown.index("\u0654") == shown.index("\ufee9") + 1
    assert shown.index("\u064b") == shown.index("\ufe8e") + 1


def test_bold_in_the_middle_of_a_word_still_joins() -> None:
    laid = lay_out("خانـ[b]واده[/b]", 1e6, FACE, _measure, "R", with_markup=True)
    whole = "".join(run.text for run in laid.lines[0].runs)
    assert whole == visual_order("خانـواده", "R")
    assert {run.font.rsplit("/")[-1] for run in laid.lines[0].runs} == {"Vazirmatn-Regular.ttf", "Vazirmatn-Bold.ttf"}


@given(MIXED)
def test_markup_shows_escaped_text_as_it_stands(text: str) -> None:
    plain, styles = parse("[b]" + escape(text) + "[/b]")
    assert plain == text
    assert len(styles) == len(plain)
    assert all(style.bold for style in styles)


@given(MIXED)
def test_styled_lines_hold_the_same_text_as_plain_ones(text: str) -> None:
    styled = f"[color=#8E1616]{escape(text[: len(text) // 2])}[/color]{escape(text[len(text) // 2 :])}"
    assert _text(styled, with_markup=True) == _text(text)


@pytest.mark.parametrize("wrong", ["[b]a", "a[/b]", "[color=red]a[/color]", "[size=9]a[/size]", "[b]a[/color]"])
def test_markup_that_is_wrong_is_named(wrong: str) -> None:
    with pytest.raises(MarkupError):
        parse(wrong)


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    text = "این یک متن بلند است که در دو سطر جا نمی‌شود"
    laid = lay_out(text, 150, FACE, _measure, "R", max_lines=2)
    assert laid.truncated
    assert len(laid.lines) == 2
    last = laid.lines[-1]
    assert last.runs[0].text.startswith("…")
    assert last.width <= 150
    assert not lay_out(text, 1e6, FACE, _measure, "R", max_lines=1).truncated


def test_paragraphs_and_empty_lines_are_kept() -> None:
    assert _text("a\n\nb") == ["a", "", "b"]
    assert _text("") == [""]


def test_what_is_kept_has_a_bound() -> None:
    """Thousands of labels: the memory held in the end is what the cache is made for (some 4 MB), not 10."""
    layout.forget()
    tracemalloc.start()
    try:
        for number in range(2500):
            lay_out(f"نوبت شمارهٔ {number} در باجهٔ {number % 7}، لطفاً منتظر بمانید", 400, FACE, _measure, "R")
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
        layout.forget()
    assert held < 5e6, f"{held / 1e6:.1f} MB are held"


def test_repeated_text_is_laid_out_once() -> None:
    asked: list[str] = []

    def measure(text: str, font: str, size: int) -> float:
        asked.append(text)
        return _measure(text, font, size)

    first = lay_out("برای دیدن نوبت خود منتظر بمانید", 200, FACE, measure, "R")
    count = len(asked)
    assert lay_out("برای دیدن نوبت خود منتظر بمانید", 200, FACE, measure, "R") is first
    assert len(asked) == count


@pytest.mark.parametrize("text", ["الرئيسية", "مرکز", "Где", "طوابير أخرى", "P.O. Box"])
def test_a_line_as_wide_as_its_text_is_one_line_and_a_word_that_fits_is_not_cut(text: str) -> None:
    """Kerned letters take less room than the letters one by one."""

    def kerned(words: str, font: str, size: int) -> float:
        return _measure(words, font, size) * (1.0 if len(set(words)) == 1 else 0.8)

    natural = lay_out(text, 10_000, FACE, kerned)
    assert len(lay_out(text, natural.width, FACE, kerned).lines) == 1
    word = max(text.split(), key=len)
    alone = lay_out(word, 10_000, FACE, kerned).width
    assert len(lay_out(f"{word} {word} {word}", alone, FACE, kerned).lines) == 3


def test_a_line_ends_before_a_word_with_a_hyphen_and_inside_it_only_where_the_word_is_too_long() -> None:
    def lines(text: str, letters: int) -> list[str]:
        return wrap_lines(text, letters, len)

    assert lines("University education by-law, Article 31", 24) == ["University education", "by-law, Article 31"]
    assert lines("a re-examination-board", 16) == ["a", "re-examination-", "board"]


def test_no_line_begins_with_a_dash_where_another_end_is_near() -> None:
    assert wrap_lines("Список документов — в этом терминале", 18, len) == ["Список", "документов — в", "этом терминале"]
    assert wrap_lines("документов — в", 10, len) == ["документов", "— в"]
