"""Page data to a picture of ink and paper."""

from __future__ import annotations

from typing import Literal

from PIL import Image

from kiosk.printing.pages import ALL_PARTS, GuidePage, Page, Part, ReceiptPage, RoutePage, TicketPage
from kiosk.printing.receipt import guide, receipt
from kiosk.printing.route import route
from kiosk.printing.ticket import ticket


def render(page: Page, dots: Literal[384, 576], parts: frozenset[Part] = ALL_PARTS) -> Image.Image:
    """Return `page` as a mode "1" picture `dots` wide (0 is ink), for 58 mm (384) or 80 mm (576) paper at 203 dpi.

    Raises `PageTooLongError` or `QrTooLargeError` when the texts cannot be on paper.
    """
    match page:
        case TicketPage():
            return ticket(page, dots, parts)
        case ReceiptPage():
            return receipt(page, dots, parts)
        case GuidePage():
            return guide(page, dots, parts)
        case RoutePage():
            return route(page, dots, parts)
