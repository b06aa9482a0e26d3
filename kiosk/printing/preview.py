"""`mizban ticket preview`: a ticket as a picture and as printer bytes, without a printer."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Literal

from kiosk.printing.escpos import encode
from kiosk.printing.pages import ALL_PARTS, Part, TicketPage
from kiosk.printing.render import render
from kiosk.printing.words import messages
from language.dates import format_datetime
from language.digits import localize
from sync.protocol.base import Lang
from sync.protocol.codes import group_code, ticket_url

_CODE = "00124830715968"
_MOMENT = dt.datetime(2026, 11, 21, 10, 24, tzinfo=dt.UTC)
_WORDS = ("office", "site", "letter", "service", "place", "people_ahead", "wait")


def sample_ticket(language: Lang, desk_url: str = "https://desk.example.org") -> TicketPage:
    """Return a ticket with everything that can be on one."""
    words = {key: localize(messages(language).get(f"preview.{key}"), language) for key in _WORDS}
    return TicketPage(
        language=language,
        office=words["office"],
        site=words["site"],
        number=f"{words['letter']} {localize('107', language)}",
        service=words["service"],
        place=words["place"],
        people_ahead=words["people_ahead"],
        wait=words["wait"],
        issued=format_datetime(_MOMENT, language),
        code=localize(group_code(_CODE), language),
        url=ticket_url(desk_url, _CODE),
    )


def preview(
    language: Lang,
    dots: Literal[384, 576] = 576,
    *,
    page: TicketPage | None = None,
    office: str = "",
    service: str = "",
    large_print: bool = False,
    parts: frozenset[Part] = ALL_PARTS,
) -> tuple[bytes, bytes]:
    """Return the ticket as PNG and as ESC/POS bytes: exactly what a kiosk would print.

    `page` is a ticket of the caller's; without it a sample is shown, with `office` and `service` where they are given.
    """
    shown = page or sample_ticket(language)
    shown = replace(shown, office=office or shown.office, service=service or shown.service, large_print=large_print)
    picture = render(shown, dots, parts)
    png = io.BytesIO()
    picture.save(png, format="PNG")
    return png.getvalue(), encode(picture)
