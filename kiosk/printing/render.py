"""Page data to a picture of ink and paper."""

from __future__ import annotations

from typing import Literal

from PIL import Image

from kiosk.printing.pages import GuidePage, Page, ReceiptPage, TicketPage
from kiosk.printing.receipt import guide, receipt
from kiosk.printing.ticket import ticket


def render(page: Page, dots: Literal[384, 576]) -> Image.Image:
    """Return `page` as a mode "1" picture `dots` wide (0 is ink), for 58 mm (384) or 80 mm (576) paper at 203 dpi."""
    match page:
        case TicketPage():
            return ticket(page, dots)
        case ReceiptPage():
            return receipt(page, dots)
        case GuidePage():
            return guide(page, dots)
