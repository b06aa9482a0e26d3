"""Everything on the board in words. Screens draw it; a test reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from kiosk.flow.board.calls import CallState
from kiosk.flow.board.direction import Direction, direction
from kiosk.flow.ports import Messages
from language import is_rtl, pick
from language.dates import format_date, format_time
from language.digits import localize
from sync.protocol.base import Lang, Text
from sync.protocol.catalogue import Catalogue
from sync.protocol.labels import ticket_label
from sync.protocol.messages import Call, QueueState

STALE = timedelta(seconds=90)
"""Older figures of the desk are not shown as the present: they are no data."""
LRE, PDF = "\u202a", "\u202c"


class SpokenLine(NamedTuple):
    """Words and the language in which they are said."""

    lang: Lang
    text: str


@dataclass(frozen=True)
class CallLine:
    """A call in one language: `الف ۱۰۷`, `باجهٔ ۳`, and the room where the counter stands."""

    lang: Lang
    label: str
    counter: str
    room: str
    direction: Direction
    recall: bool = False


@dataclass(frozen=True)
class QueueLine:
    """One line of the hall. `waiting` is None where nothing is known: that is not nobody. `next_up`: who is first."""

    letter: str
    name: str
    waiting: int | None
    text: str
    next_up: str = ""


@dataclass(frozen=True)
class BoardPage:
    """The board. `other` is the hero in the language of its ticket where that is not the board's own."""

    lang: Lang
    place: str
    date: str
    time: str
    caption: str
    hero: CallLine | None
    other: CallLine | None
    calling: bool
    last: tuple[CallLine, ...]
    last_title: str
    waiting: str
    queues: tuple[QueueLine, ...]
    queues_title: str
    notices: tuple[str, ...]
    welcome: str
    cut_off: str


@dataclass(frozen=True)
class BoardPlace:
    """Which board: the lines it serves (all where empty), its place on the map, what its viewers face."""

    lang: Lang
    queues: tuple[str, ...] = ()
    kiosk: str | None = None
    heading_deg: float = 0.0
    name: Text | None = None


@dataclass(frozen=True)
class Known:
    """What the board was told: `queues` as of `heard` (aware), None where the desk has not spoken yet."""

    calls: CallState
    queues: tuple[QueueState, ...]
    heard: datetime | None
    now: datetime


class BoardWords:
    """Makes the page of one board from content, words and what is known."""

    def __init__(self, catalogue: Catalogue, messages: Messages, place: BoardPlace) -> None:
        self._catalogue, self._messages, self._place = catalogue, messages, place
        self._zone = ZoneInfo(catalogue.site.timezone)
        self._queues = {queue.id: queue for queue in catalogue.queues}
        self._counters = {counter.id: counter for counter in catalogue.counters}
        self._rooms = {room.id: room for room in catalogue.rooms}

    def page(self, known: Known) -> BoardPage:
        """Return everything on the board."""
        lang = self._place.lang
        local = known.now.astimezone(self._zone)
        hero = known.calls.hero
        fresh = known.heard is not None and known.now - known.heard <= STALE
        queues = self._lines(known.queues if fresh else ())
        return BoardPage(
            lang=lang,
            place=self._title(),
            date=format_date(local.date(), lang, "weekday"),
            time=format_time(local, lang),
            caption=self._tr("board.now"),
            hero=self.line(hero, lang) if hero else None,
            other=self.line(hero, hero.language) if hero and hero.language != lang else None,
            calling=known.calls.calling,
            last=tuple(self.line(call, lang) for call in known.calls.last),
            last_title=self._tr("board.last"),
            waiting=self._waiting(queues),
            queues=queues,
            queues_title=self._tr("board.queues"),
            notices=self._notices(local),
            welcome=self._tr("board.welcome"),
            cut_off="" if fresh else self._tr("board.cut_off"),
        )

    def shows(self, call: Call) -> bool:
        """Tell whether a call belongs to this board's hall."""
        return self.serves(call.queue)

    def serves(self, queue: str) -> bool:
        """Tell whether a line is called in this hall."""
        return queue in self._queues and (not self._place.queues or queue in self._place.queues)

    def line(self, call: Call, lang: Lang) -> CallLine:
        """Return a call in a language."""
        counter = self._counters.get(call.counter)
        room = self._rooms.get(counter.room) if counter else None
        here = direction(self._catalogue.venue, self._place.kiosk, call.counter, self._place.heading_deg)
        number = localize(counter.number if counter else call.counter, lang)
        return CallLine(
            lang=lang,
            label=self.label(call, lang),
            counter=self._messages.text(lang, "board.counter", number=number),
            room=self._text(room.name, lang) if room else "",
            direction=here,
            recall=call.repeat > 0,
        )

    def label(self, call: Call, lang: Lang) -> str:
        """Return a ticket's letter and number, the number held left to right (R5)."""
        letter = self._text(self._queues[call.queue].letter, lang) if call.queue in self._queues else ""
        return self._numbered(letter, call.number, call.series, lang)

    @staticmethod
    def _numbered(letter: str, number: int, series: str, lang: Lang) -> str:
        text = localize(ticket_label("", number, series).strip(), lang)
        return f"{letter} {LRE}{text}{PDF}".strip() if series else f"{letter} {text}".strip()

    def spoken(self, call: Call) -> tuple[SpokenLine, ...]:
        """Return what is said: in the ticket's language, then in the office's where that is another (A31)."""
        lines = []
        for lang in dict.fromkeys((call.language, self._place.lang)):
            letter = self._text(self._queues[call.queue].letter, lang) if call.queue in self._queues else ""
            counter = self._counters.get(call.counter)
            number = ticket_label(letter, call.number, call.series).replace("-", " ").strip()
            place = counter.number if counter else call.counter
            lines.append(SpokenLine(lang, self._messages.text(lang, "board.say", number=number, counter=place)))
        return tuple(lines)

    def _title(self) -> str:
        organisation = self._catalogue.organisation
        hall = self._place.name or self._catalogue.site.name
        return " · ".join((self._text(organisation.name, self._place.lang), self._text(hall, self._place.lang)))

    def _lines(self, states: tuple[QueueState, ...]) -> tuple[QueueLine, ...]:
        told = {state.queue: state for state in states}
        lang = self._place.lang
        lines = []
        for queue in self._catalogue.queues:
            if self._place.queues and queue.id not in self._place.queues:
                continue
            state = told.get(queue.id)
            count = state.waiting if state else None
            text = self._messages.plural(lang, "count.people", count) if count is not None else "—"
            following = self._next(queue.id, state)
            lines.append(
                QueueLine(self._text(queue.letter, lang), self._text(queue.name, lang), count, text, following)
            )
        return tuple(lines)

    def _next(self, queue: str, state: QueueState | None) -> str:
        """Who waits first: the number alone where its letter is the line's own."""
        lang = self._place.lang
        shown = []
        for ticket in state.next_up if state else ():
            own = ticket.queue == queue or ticket.queue not in self._queues
            letter = "" if own else self._text(self._queues[ticket.queue].letter, lang)
            shown.append(self._numbered(letter, ticket.number, ticket.series, lang))
        comma = "، " if is_rtl(lang) else ", "
        return self._tr("board.next", numbers=comma.join(shown)) if shown else ""

    def _waiting(self, lines: tuple[QueueLine, ...]) -> str:
        """How many wait in all, as far as every line is known: a sum with a gap would be a lie."""
        known = [line.waiting for line in lines if line.waiting is not None]
        if not lines or len(known) < len(lines):
            return self._tr("board.no_data")
        people = self._messages.plural(self._place.lang, "count.people", sum(known))
        return self._tr("board.waiting", people=people)

    def _notices(self, local: datetime) -> tuple[str, ...]:
        today = local.date()
        return tuple(
            self._text(notice.title, self._place.lang)
            for notice in self._catalogue.notices
            if (notice.starts is None or notice.starts <= today) and (notice.ends is None or today <= notice.ends)
        )

    def _tr(self, msgid: str, **values: object) -> str:
        return self._messages.text(self._place.lang, msgid, **values)

    def _text(self, text: Text, lang: Lang) -> str:
        return pick(cast(Mapping[str, str], text), lang)[0]
