"""What is to stand on a paper, as data: no pixels, no device. Texts are whole and in the paper's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sync.protocol.base import Lang


@dataclass(frozen=True)
class TicketPage:
    """A queue ticket.

    `number` is the written label with the language's digits, `code` is grouped, `url` goes into the QR. `people_ahead`
    and `wait` are values such as «۸ نفر»; the paper puts the headings. Empty ones are left out.
    """

    language: Lang
    office: str
    site: str
    number: str
    service: str
    place: str
    issued: str
    code: str
    url: str
    people_ahead: str = ""
    wait: str = ""
    notes: tuple[str, ...] = ()
    logo: bytes | None = None
    large_print: bool = False
    copy_of: str = ""


@dataclass(frozen=True)
class ReceiptPage:
    """A receipt for a registered request (C20), with what is still to be brought and paid."""

    language: Lang
    office: str
    site: str
    title: str
    service: str
    submitted: str
    promised: str
    code: str
    url: str
    documents: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    contact: str = ""
    notes: tuple[str, ...] = ()
    logo: bytes | None = None
    copy_of: str = ""


@dataclass(frozen=True)
class GuideSection:
    """A heading and its lines, numbered or with bullets."""

    heading: str
    lines: tuple[str, ...]
    style: Literal["plain", "bullet", "number"] = "plain"


@dataclass(frozen=True)
class GuidePage:
    """A service guide to take along."""

    language: Lang
    office: str
    site: str
    title: str
    printed: str
    sections: tuple[GuideSection, ...] = field(default=())
    url: str = ""
    logo: bytes | None = None


Page = TicketPage | ReceiptPage | GuidePage
