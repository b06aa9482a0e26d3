"""The queue ticket on paper."""

from __future__ import annotations

from PIL import Image

from kiosk.printing.fonts import Weight
from kiosk.printing.logo import logo
from kiosk.printing.number import put_number
from kiosk.printing.pages import TicketPage
from kiosk.printing.qr import symbol
from kiosk.printing.sheet import Sheet
from kiosk.printing.text import Style
from kiosk.printing.words import Word, word
from sync.protocol.base import Lang


def put_head(sheet: Sheet, office: str, site: str, language: Lang, picture: bytes | None) -> None:
    """Set the office's logo, name and site."""
    sheet.picture(logo(picture, sheet.inner // 2, 56))
    sheet.gap(4)
    sheet.text(office, Style(language, 30, Weight.BOLD), "center")
    sheet.text(site, Style(language, 24), "center")


def put_code(sheet: Sheet, code: str, url: str, language: Lang) -> None:
    """Set the QR and, below it, the code in groups and what it is for."""
    wide = sheet.dots >= 576
    sheet.picture(symbol(url, sheet.dots, 6 if wide else 5))
    sheet.text(word("code", language), Style(language, 24), "center")
    sheet.text(code, Style("en", 38 if wide else 34, Weight.BOLD), "center")
    sheet.text(word("follow", language), Style(language, 24), "center")


def put_copy(sheet: Sheet, copy_of: str, language: Lang) -> None:
    """Say that this paper repeats another one."""
    sheet.bar(f"{word('copy', language)} · {copy_of}", Style(language, 28, Weight.BOLD), 4)
    sheet.gap(10)


def ticket(page: TicketPage, dots: int) -> Image.Image:
    """Return the ticket as a mode "1" picture `dots` wide."""
    language, sheet = page.language, Sheet(dots)
    small, strong = Style(language, 26), Style(language, 28, Weight.BOLD)
    if page.copy_of:
        put_copy(sheet, page.copy_of, language)
    put_head(sheet, page.office, page.site, language, page.logo)
    sheet.rule()
    sheet.text(word("number", language), Style(language, 26), "center")
    sheet.gap(6)
    put_number(sheet, page.number, language, 200 if page.large_print else 160)
    sheet.gap(16)
    sheet.text(page.service, Style(language, 34, Weight.BOLD), "center")
    sheet.rule()
    facts: tuple[tuple[Word, str], ...] = (
        ("place", page.place),
        ("people_ahead", page.people_ahead),
        ("wait", page.wait),
    )
    for key, value in facts:
        if value:
            sheet.pair(word(key, language), value, small, strong)
    put_code(sheet, page.code, page.url, language)
    for note in page.notes:
        sheet.text(note, small, "center")
    sheet.rule()
    sheet.text(page.issued, Style(language, 24), "center")
    return sheet.finish()
