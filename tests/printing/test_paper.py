"""Pages on paper: bytes -> independent decoder -> picture -> zbar, against the picture that was meant."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import get_args

import pytest
from escpos.printer import Dummy
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw
from pyzbar.pyzbar import ZBarSymbol
from pyzbar.pyzbar import decode as zbar

from kiosk.printing.escpos import PictureError, encode
from kiosk.printing.pages import ALL_PARTS, Part, TicketPage
from kiosk.printing.render import render
from kiosk.printing.sheet import PageTooLongError
from kiosk.printing.text import Style, width, wrap
from sync.protocol.base import LANGS, Lang
from sync.protocol.codes import parse_code
from tests.printing.decoder import decode, page_of
from tests.printing.samples import CODE, TICKETS, URL, every_page, ticket

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (576, 384)
KINDS = tuple(every_page("fa"))


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one.convert("L"), other.convert("L")).getbbox() is None


def ink_rows(image: Image.Image) -> list[int]:
    """Return the rows with ink."""
    dark = ImageChops.invert(image.convert("L"))
    return [y for y in range(dark.height) if dark.crop((0, y, dark.width, y + 1)).getbbox()]


@pytest.mark.parametrize("dots", WIDTHS)
@pytest.mark.parametrize("language", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_printed_picture_is_the_one_meant_and_its_qr_reads(kind: str, language: Lang, dots: int) -> None:
    meant = render(every_page(language)[kind], dots)
    printed = page_of(encode(meant), dots, meant.height)
    assert same(printed, meant)
    found = zbar(printed.convert("L"), symbols=[ZBarSymbol.QRCODE])
    assert [symbol.data.decode() for symbol in found] == [URL]
    assert parse_code(found[0].data.decode()) == CODE


@pytest.mark.parametrize("language", LANGS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dots", WIDTHS)
def test_golden_pages(kind: str, language: Lang, dots: int) -> None:
    """Compare with pictures that people have looked at; MIZBAN_GOLDEN=write makes new ones to look at."""
    picture = render(every_page(language)[kind], dots)
    path = GOLDEN / f"{kind}-{language}-{dots}.png"
    if os.environ.get("MIZBAN_GOLDEN") == "write":
        picture.save(path, optimize=True)
    with Image.open(path) as known:
        assert known.size == picture.size
        differing = ImageChops.difference(known.convert("L"), picture.convert("L")).histogram()[255]
    assert differing <= picture.width * picture.height // 1000


@pytest.mark.parametrize("language", LANGS)
@pytest.mark.parametrize("dots", WIDTHS)
def test_a_ticket_with_qr_takes_at_most_24000_bytes(language: Lang, dots: int) -> None:
    assert len(encode(render(ticket(language), dots))) <= 24_000


@pytest.mark.parametrize("dots", WIDTHS)
@pytest.mark.parametrize("language", LANGS)
@pytest.mark.parametrize("digits", ["7", "107", "1070"])
def test_digits_of_the_large_print_ticket_are_20_mm_high_where_they_fit(language: Lang, dots: int, digits: str) -> None:
    from language.digits import localize

    letter = TICKETS[language]["number"].split()[0]
    number = f"{letter} {localize(digits, language)}"
    picture = render(ticket(language, number=number, large_print=True), dots)
    least = 160 if (dots, digits) != (384, "1070") else 110
    assert _tallest_ink_run(picture) >= least


def _tallest_ink_run(picture: Image.Image) -> int:
    """Return the height of the tallest unbroken band of inked rows that is not a black bar across the paper."""
    dark = ImageChops.invert(picture.convert("L"))
    tallest = run = 0
    for y in range(dark.height):
        box = dark.crop((0, y, dark.width, y + 1)).getbbox()
        run = run + 1 if box and box[2] - box[0] < dark.width else 0
        tallest = max(tallest, run)
    return tallest


@pytest.mark.parametrize("language", LANGS)
@pytest.mark.parametrize("dots", WIDTHS)
def test_long_names_are_wrapped_and_never_cut(language: Lang, dots: int) -> None:
    """A name repeated ten times takes at least as many rows of ink as its words need, and none reaches the edge."""
    words = TICKETS[language]["service"]
    short = render(ticket(language), dots)
    long = render(ticket(language, service=" ".join([words] * 10), office=" ".join([words] * 4)), dots)
    assert len(ink_rows(long)) > len(ink_rows(short)) + 8 * 20
    dark = ImageChops.invert(long.convert("L"))
    box = dark.getbbox()
    assert box is not None
    assert box[0] >= 2 and box[2] <= dots - 2


@pytest.mark.parametrize("part", get_args(Part))
def test_each_part_can_be_left_out(part: Part) -> None:
    page = ticket("fa", notes=("لطفاً مدارک خود را آماده کنید.",))
    whole, less = render(page, 576), render(page, 576, ALL_PARTS - {part})
    assert less.height < whole.height


def test_a_reprint_says_so_and_bears_the_same_number() -> None:
    first, again = render(ticket("fa"), 576), render(ticket("fa", copy_of="ساعت ۱۰:۲۴"), 576)
    added = again.height - first.height
    assert added > 30
    assert same(again.crop((0, added, 576, again.height)), first)


def test_a_broken_logo_does_not_cost_the_ticket() -> None:
    plain = render(ticket("fa"), 576)
    for rubbish in (b"no picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40):
        assert same(render(ticket("fa", logo=rubbish), 576), plain)


def test_a_grey_logo_is_dithered() -> None:
    buffer = io.BytesIO()
    Image.linear_gradient("L").save(buffer, format="PNG")
    picture = render(ticket("fa", logo=buffer.getvalue()), 576).crop((200, 0, 376, 56))
    black = picture.convert("L").histogram()[0]
    assert 0.3 < black / (56 * 56) < 0.7


def test_a_page_longer_than_two_metres_is_refused() -> None:
    with pytest.raises(PageTooLongError):
        render(ticket("fa", service="نام " * 6000), 384)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=int(os.environ.get("MIZBAN_EXAMPLES", "40")), deadline=None)
@given(TEXTS, TEXTS, TEXTS, st.sampled_from(LANGS), st.sampled_from(WIDTHS))
def test_any_text_can_be_printed(office: str, number: str, place: str, language: Lang, dots: int) -> None:
    page = TicketPage(
        language=language,
        office=office,
        site=place,
        number=number,
        service=office + place,
        place=place,
        issued="",
        code="",
        url=URL,
    )
    picture = render(page, dots)
    assert same(page_of(encode(picture), dots, picture.height), picture)


BOXES = st.lists(
    st.tuples(st.integers(0, 575), st.integers(0, 399), st.integers(1, 300), st.integers(1, 300)), max_size=6
)


@settings(max_examples=int(os.environ.get("MIZBAN_EXAMPLES", "60")), deadline=None)
@given(BOXES, st.integers(1, 400), st.sampled_from([16, 384, 576]), st.booleans())
def test_any_picture_arrives_dot_for_dot(
    boxes: list[tuple[int, int, int, int]], height: int, width: int, even: bool
) -> None:
    picture = Image.new("1", (width, height), 1)
    draw = ImageDraw.Draw(picture)
    for left, top, wide, high in boxes:
        box = (left, top, left + wide - 1, top + high - 1)
        draw.rectangle(tuple(value & ~1 for value in box) if even else box, fill=0)
    assert same(page_of(encode(picture), width, height), picture)


def test_what_is_no_picture_for_a_printer_is_refused() -> None:
    for picture in (Image.new("L", (576, 10)), Image.new("1", (570, 10)), Image.new("1", (4096, 10))):
        with pytest.raises(PictureError):
            encode(picture)


@pytest.mark.filterwarnings("ignore")
def test_the_decoder_agrees_with_python_escpos() -> None:
    """The decoder is checked against an encoder that neither it nor the product was written from."""
    meant = render(ticket("fa"), 576)
    other = Dummy(profile="TM-T20II")
    other.image(meant, impl="bitImageRaster", fragment_height=255)
    other.cut(feed=False)
    assert same(decode(other.output, 576).pages[0], meant)


@pytest.mark.parametrize(
    ("text", "language", "lines"),
    [
        ("Saturday 21 November 2026, 10:24", "en", ["Saturday", "21 November 2026,", "10:24"]),
        ("суббота, 21 ноября 2026 г., 10:24", "ru", ["суббота,", "21 ноября 2026 г.,", "10:24"]),
        ("شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۰:۲۴", "fa", ["شنبه", "۳۰ آبان ۱۴۰۵،", "ساعت ۱۰:۲۴"]),
    ],
)
def test_a_date_stays_in_one_line(text: str, language: Lang, lines: list[str]) -> None:
    style = Style(language, 40)
    narrow = max(width(line, style) for line in lines) + 4
    assert [line.replace("\u00a0", " ") for line in wrap(text, style, narrow)] == lines


def test_an_account_number_is_not_torn() -> None:
    iban = "IR62 0170 0000 0010 2030 4050 60"
    style = Style("fa", 26)
    lines = wrap(f"هزینه به شماره حساب دانشگاه: {iban}", style, width(iban, style) + 10)
    assert lines[-1].replace("\u00a0", " ") == iban
