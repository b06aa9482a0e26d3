"""The queue ticket on paper, in its usual form and in large print."""

from __future__ import annotations

from PIL import Image

from kiosk.printing.fonts import Weight
from kiosk.printing.logo import logo
from kiosk.printing.number import put_large_number, put_number
from kiosk.printing.pages import ALL_PARTS, Part, TicketPage
from kiosk.printing.qr import symbol
from kiosk.printing.sheet import Sheet
from kiosk.printing.text import Style, width
from kiosk.printing.words import Word, word
from sync.protocol.base import Lang

_NUMBER_DOTS = 160


def put_head(
    sheet: Sheet, office: str, site: str, language: Lang, picture: bytes | None, parts: frozenset[Part]
) -> None:
    """Set the office's logo, name and site."""
    if "logo" in parts:
        sheet.picture(logo(picture, sheet.inner // 2, 56))
        sheet.gap(4)
    sheet.text(office, Style(language, 30, Weight.BOLD), "center")
    if "site" in parts:
        sheet.text(site, Style(language, 24), "center")


def put_code(
    sheet: Sheet, code: str, url: str, language: Lang, parts: frozenset[Part], small: int = 24, large: int = 38
) -> None:
    """Set the QR and, below it, the code in groups and what it is for, in `small` and `large` letters."""
    if "qr" in parts and url:
        sheet.picture(symbol(url, sheet.dots, 6))
        sheet.text(word("follow", language), Style(language, small), "center")
    if "code" in parts and code:
        sheet.gap(6)
        sheet.text(word("code", language), Style(language, small), "center")
        # Groups of digits keep their order from left to right in every language, as on a phone.
        style = Style("en", large, Weight.BOLD)
        fitting = large * sheet.inner // max(sheet.inner, width(code, style))
        sheet.text(code, Style("en", fitting, Weight.BOLD), "center")


def put_copy(sheet: Sheet, copy_of: str, language: Lang) -> None:
    """Say that this paper repeats another one."""
    sheet.bar(f"{word('copy', language)} · {copy_of}", Style(language, 28, Weight.BOLD), 4)
    sheet.gap(10)


def ticket(page: TicketPage, dots: int, parts: frozenset[Part] = ALL_PARTS) -> Image.Image:
    """Return the ticket as a mode "1" picture `dots` wide, with those `parts` that an office may leave out."""
    sheet = Sheet(dots)
    if page.copy_of:
        put_copy(sheet, page.copy_of, page.language)
    if page.large_print:
        _large_print(sheet, page, parts)
    else:
        _usual(sheet, page, parts)
    return sheet.finish()


def _facts(page: TicketPage, parts: frozenset[Part]) -> list[tuple[str, str]]:
    facts: tuple[tuple[Word, Part, str], ...] = (
        ("place", "place", page.place),
        ("people_ahead", "people_ahead", page.people_ahead),
        ("wait", "wait", page.wait),
    )
    return [(word(key, page.language), value) for key, part, value in facts if value and part in parts]


def _usual(sheet: Sheet, page: TicketPage, parts: frozenset[Part]) -> None:
    language = page.language
    small, strong = Style(language, 26), Style(language, 28, Weight.BOLD)
    put_head(sheet, page.office, page.site, language, page.logo, parts)
    sheet.rule()
    sheet.text(word("number", language), small, "center")
    sheet.gap(8)
    put_number(sheet, page.number, language, _NUMBER_DOTS)
    sheet.gap(16)
    sheet.text(page.service, Style(language, 34, Weight.BOLD), "center")
    sheet.rule()
    for label, value in _facts(page, parts):
        sheet.pair(label, value, small, strong)
    put_code(sheet, page.code, page.url, language, parts)
    for note in page.notes if "notes" in parts else ():
        sheet.text(note, small, "center")
    if "issued" in parts:
        sheet.rule()
        sheet.text(page.issued, Style(language, 24), "center")


def _large_print(sheet: Sheet, page: TicketPage, parts: frozenset[Part]) -> None:
    """Headings white in black bars, everything else at 5 mm and more, digits of the number at 20 mm and more."""
    language = page.language
    heading = Style(language, 40, Weight.BOLD)
    text = Style(language, 48 if sheet.dots >= 576 else 42, Weight.BOLD)
    sheet.bar(page.office, heading)
    sheet.gap(28)
    put_large_number(sheet, page.number, language)
    sheet.gap(28)
    sheet.text(page.service, text, "center")
    sheet.gap(10)
    for label, value in _facts(page, parts):
        sheet.bar(label, heading, 2)
        sheet.gap(4)
        sheet.text(value, text, "center")
        sheet.gap(8)
    sheet.rule(4)
    put_code(sheet, page.code, page.url, language, parts, small=40, large=56)
    if "issued" in parts:
        sheet.gap(8)
        sheet.text(page.issued, Style(language, 40), "center")
