"""The idle screen, the choice of a language and the home page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.flow.context import Context
from kiosk.flow.hours import opening
from kiosk.flow.page import Cards, Chip, Choice, Destination, Page, Paragraph, Strip, do, go
from kiosk.flow.views.registry import view
from language import NAMES
from sync.protocol.forms import Notice


def languages(c: Context) -> tuple[Choice, ...]:
    """The languages of the office, each by its own name in its own script (U1)."""
    order = c.directory.catalogue.organisation.languages
    return tuple(
        Choice(
            f"language.{lang}",
            NAMES[lang],
            do("language", lang=lang),
            lang=lang,
            role="primary" if lang == c.lang else "outlined",
            selected=lang == c.lang,
        )
        for lang in order
    )


def notices(c: Context) -> tuple[Notice, ...]:
    """Notices that are shown today (C34)."""
    today = c.local(c.now).date()
    return tuple(
        notice
        for notice in c.directory.catalogue.notices
        if (notice.starts is None or notice.starts <= today) and (notice.ends is None or today <= notice.ends)
    )


@dataclass(frozen=True)
class Slide:
    """One notice of the idle screen in words."""

    title: str
    text: str
    label: str
    seconds: int


def slides(c: Context) -> tuple[Slide, ...]:
    """What the idle screen shows in turn; never nothing (S9)."""
    found = tuple(
        Slide(c.tx(n.title), c.tx(n.text), c.tx(n.label) or c.tr("attract.notice"), n.seconds) for n in notices(c)
    )
    organisation = c.directory.catalogue.organisation
    return found or (Slide(c.tx(organisation.name), c.tx(organisation.tagline), c.tr("home.welcome"), 60),)


@view("attract")
def attract(c: Context, to: Destination) -> Page:
    """Signage with the invitation and the languages."""
    shown = slides(c)
    slide = shown[int(to.arg("slide") or 0) % len(shown)]
    return Page(
        name="attract",
        title=slide.title,
        subtitle=slide.text,
        chip=Chip(slide.label),
        blocks=(Paragraph(c.tr("attract.begin"), icon="gesture-tap", strong=True),),
        actions=languages(c),
        idle="attract",
    )


@view("language")
def language(c: Context, to: Destination) -> Page:
    """Choose another language; the visit goes on."""
    return Page(
        name="language",
        title=c.tr("language.title"),
        subtitle=c.tr("language.note"),
        blocks=(Cards(tuple(replace(lang, icon="check" if lang.selected else "") for lang in languages(c)), "tall"),),
    )


@view("home")
def home(c: Context, to: Destination) -> Page:
    """What brings you here? Six ways on, the news of the hall, and when everything is erased."""
    cards = (
        Choice(
            "home.ticket",
            c.tr("action.ticket"),
            go("queues"),
            "ticket-confirmation",
            c.tr("home.ticket_note"),
            "primary",
        ),
        Choice(
            "home.guide",
            c.tr("home.guide"),
            go("browse", purpose="guide"),
            "book-open-page-variant",
            c.tr("home.guide_note"),
        ),
        Choice("home.floors", c.tr("home.floors"), go("floors"), "map-marker-path", c.tr("home.floors_note")),
        Choice(
            "home.request",
            c.tr("home.request"),
            go("browse", purpose="request"),
            "file-document-edit",
            c.tr("home.request_note"),
        ),
        Choice("home.track", c.tr("home.track"), go("track"), "qrcode-scan", c.tr("home.track_note")),
        Choice("home.tell", c.tr("home.tell"), go("tell"), "message-text", c.tr("home.tell_note")),
    )
    return Page(
        name="home",
        title=c.tr("home.title"),
        subtitle=c.tr("home.touch_one"),
        blocks=(Cards(cards, "card"), news(c), privacy(c)),
    )


def privacy(c: Context) -> Paragraph:
    """When everything is erased, said on the first page (A38)."""
    seconds = c.settings.visit.idle_s + c.settings.visit.warning_s
    return Paragraph(c.tr("home.privacy", seconds=c.number(int(seconds))), icon="shield-lock-outline")


def news(c: Context) -> Strip:
    """How many wait, about how long, and until when the office is open; no figure where none is known."""
    states = c.status.queues if c.status else ()
    waiting = sum(state.waiting for state in states)
    spans = [state.wait_minutes for state in states if state.wait_minutes and state.waiting]
    if not states:
        text = c.tr("home.welcome")
    elif waiting == 0:
        text = c.tr("home.nobody")
    else:
        text = c.plural("count.waiting", waiting)
        if spans:
            longest = max(span[1] for span in spans)
            text += " · " + c.tr("home.wait", time=c.minutes((longest, longest)))
    chip = hours_chip(c)
    words = c.tr("office.title")
    said = ". ".join(part for part in (text, chip.text if chip else "", words) if part)
    return Strip(text, "account-group", chip, Choice("home.office", words, go("office"), "clock-outline", said=said))


def hours_chip(c: Context) -> Chip | None:
    """Whether the office is open."""
    state = opening(c.directory.catalogue.site.hours, c.local(c.now))
    if state.open:
        if state.until is None:
            return None
        return Chip(c.tr("home.open_until", time=c.digits(state.until.strftime("%-H:%M"))), "clock-outline")
    if state.next_open is None:
        return Chip(c.tr("home.closed"), "clock-outline", "warn")
    return Chip(c.tr("home.closed_opens", time=c.moment(state.next_open)), "clock-outline", "warn")
