"""The receipt for a registered request (C20), and the service guide to take along."""

from __future__ import annotations

from PIL import Image

from kiosk.printing.fonts import Weight
from kiosk.printing.pages import ALL_PARTS, GuidePage, Part, ReceiptPage
from kiosk.printing.qr import symbol
from kiosk.printing.sheet import Sheet
from kiosk.printing.text import Style
from kiosk.printing.ticket import put_code, put_copy, put_head
from kiosk.printing.words import Word, word
from language.digits import localize


def receipt(page: ReceiptPage, dots: int, parts: frozenset[Part] = ALL_PARTS) -> Image.Image:
    """Return the receipt as a mode "1" picture `dots` wide."""
    language, sheet = page.language, Sheet(dots)
    text, strong = Style(language, 26), Style(language, 28, Weight.BOLD)
    if page.copy_of:
        put_copy(sheet, page.copy_of, language)
    put_head(sheet, page.office, page.site, language, page.logo, parts)
    sheet.rule()
    sheet.text(page.title, Style(language, 38, Weight.BOLD), "center")
    sheet.gap(6)
    sheet.pair(word("request", language), page.service, text, strong)
    sheet.pair(word("submitted", language), page.submitted, text, strong)
    sheet.pair(word("promised", language), page.promised, text, strong)
    sheet.rule()
    listed: tuple[tuple[Word, tuple[str, ...]], ...] = (("documents", page.documents), ("costs", page.costs))
    for heading, lines in listed:
        if lines:
            sheet.text(word(heading, language), strong)
            for line in lines:
                sheet.item("•", line, text)
            sheet.gap(8)
    put_code(sheet, page.code, page.url, language, parts)
    for note in page.notes:
        sheet.text(note, text, "center")
    if page.contact:
        sheet.rule()
        sheet.pair(word("contact", language), page.contact, text, strong)
    return sheet.finish()


def guide(page: GuidePage, dots: int, parts: frozenset[Part] = ALL_PARTS) -> Image.Image:
    """Return the service guide as a mode "1" picture `dots` wide."""
    language, sheet = page.language, Sheet(dots)
    text, strong = Style(language, 26), Style(language, 30, Weight.BOLD)
    put_head(sheet, page.office, page.site, language, page.logo, parts)
    sheet.rule()
    sheet.text(word("guide", language), Style(language, 24), "center")
    sheet.text(page.title, Style(language, 38, Weight.BOLD), "center")
    for section in page.sections:
        sheet.rule(before=12)
        sheet.text(section.heading, strong)
        for index, line in enumerate(section.lines, 1):
            if section.style == "plain":
                sheet.text(line, text)
            else:
                sheet.item("•" if section.style == "bullet" else number_mark(index, page), line, text)
    sheet.rule(before=12)
    if page.url and "qr" in parts:
        sheet.text(word("more", language), Style(language, 24), "center")
        sheet.picture(symbol(page.url, sheet.dots, 6))
    sheet.text(page.printed, Style(language, 22), "center")
    return sheet.finish()


def number_mark(index: int, page: GuidePage) -> str:
    """Return the mark of a numbered line in the page's digits."""
    return localize(str(index), page.language) + "."
