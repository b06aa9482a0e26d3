"""What is to stand on a paper, as data: no pixels, no device. Texts are whole and in the paper's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from sync.protocol.base import Lang

if TYPE_CHECKING:
    from kiosk.flow.wayfinding.plan import Plan


@dataclass(frozen=True)
class TicketPage:
    """A queue ticket.

    `number` is the written label with the language's digits, `code` is grouped, `url` goes into the QR. `people_ahead`
    and `wait` are values such as «۸ نفر»; the paper puts the headings. Empty ones are left out.
    `copy_of` is set on a reprint, and says when the first paper was made.
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


SectionStyle = Literal["plain", "bullet", "number"]


@dataclass(frozen=True)
class GuideSection:
    """A heading and its lines, numbered or with bullets."""

    heading: str
    lines: tuple[str, ...]
    style: SectionStyle = "plain"


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


@dataclass(frozen=True)
class RoutePage:
    """The way to a room: what to do in order, and plans of the floors that it leads over. `place` is floor to room."""

    language: Lang
    office: str
    site: str
    title: str
    place: str
    printed: str
    steps: tuple[str, ...]
    plans: tuple[Plan, ...] = ()
    logo: bytes | None = None


Part = Literal["logo", "site", "place", "people_ahead", "wait", "qr", "code", "notes", "issued"]
"""What an office may leave out of its papers. The office's name, the number and the service always stay."""

ALL_PARTS: frozenset[Part] = frozenset(get_args(Part))

Page = TicketPage | ReceiptPage | GuidePage | RoutePage
