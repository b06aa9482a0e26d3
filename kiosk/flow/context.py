"""What a page is made from: content, the visit, what the daemon last said, the time, words in the visit's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.config import Settings
from kiosk.flow.ports import Messages
from kiosk.ipc import Status
from kiosk.text import ltr
from kiosk.visit import Visit
from language import content, joined
from language.dates import format_date, format_datetime, format_time
from language.digits import localize
from language.numbers import format_money, format_number, format_range
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue
from sync.protocol.codes import group_code
from sync.protocol.forms import Form, Poll
from sync.protocol.labels import ticket_label
from sync.protocol.messages import QueueState
from sync.protocol.places import Counter, Department, Floor, Person, Room
from sync.protocol.services import Duration, LifeEvent, Queue, Service

if TYPE_CHECKING:
    from kiosk.flow.wayfinding.route import Wayfinder


class Directory:
    """A catalogue with its parts by id. Made once for each version of the content."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.services: dict[str, Service] = {item.id: item for item in catalogue.services}
        self.departments: dict[str, Department] = {item.id: item for item in catalogue.departments}
        self.rooms: dict[str, Room] = {item.id: item for item in catalogue.rooms}
        self.floors: dict[str, Floor] = {item.id: item for item in catalogue.floors}
        self.people: dict[str, Person] = {item.id: item for item in catalogue.people}
        self.queues: dict[str, Queue] = {item.id: item for item in catalogue.queues}
        self.forms: dict[str, Form] = {item.id: item for item in catalogue.forms}
        self.polls: dict[str, Poll] = {item.id: item for item in catalogue.polls}
        self.life_events: dict[str, LifeEvent] = {item.id: item for item in catalogue.life_events}
        self.counters: dict[str, Counter] = {item.id: item for item in catalogue.counters}

    @cached_property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.catalogue.site.timezone)

    @cached_property
    def wayfinder(self) -> Wayfinder | None:
        """Ways through the building, None where no map is drawn. Made at first use, in some tenths of a second."""
        if self.catalogue.venue is None:
            return None
        from kiosk.flow.wayfinding.graph import WalkGraph
        from kiosk.flow.wayfinding.route import Wayfinder

        return Wayfinder(WalkGraph(self.catalogue.venue))

    def prepare(self) -> None:
        """Do beforehand, on any thread, what the first visitor who asks for a way would wait for."""
        if self.wayfinder is not None:
            for means in ("lift", "stairs", "step-free"):
                self.wayfinder.graph.searched(means)

    def counters_of(self, queue: str) -> tuple[Counter, ...]:
        """Counters that serve `queue`, in the catalogue's order."""
        return tuple(counter for counter in self.catalogue.counters if queue in counter.queues)


@dataclass(frozen=True)
class Context:
    """Everything that a page may look at. Views read it and change nothing."""

    directory: Directory
    visit: Visit
    status: Status | None
    settings: Settings
    messages: Messages
    now: datetime
    voice: bool = False
    """Whether there is a voice to be had here."""

    @property
    def lang(self) -> Lang:
        """The visit's language."""
        return self.visit.language

    def tr(self, msgid: str, **values: object) -> str:
        """Return the product's own words in the visit's language, with `values` put in."""
        return self.messages.text(self.lang, msgid, **values)

    def plural(self, msgid: str, count: int) -> str:
        """Return the form that `count` asks for; `{n}` in it becomes the localised number."""
        return self.messages.plural(self.lang, msgid, count)

    def tx(self, text: dict[Lang, str] | None) -> str:
        """Return content in the visit's language, or in the next best one, which it then says to voice and label."""
        return content({str(key): value for key, value in text.items()}, self.lang) if text else ""

    def number(self, value: int) -> str:
        """Return a number in the language's digits, grouped."""
        return format_number(value, self.lang)

    def digits(self, text: str) -> str:
        """Return `text` with the language's digits."""
        return localize(text, self.lang)

    def ltr(self, text: str) -> str:
        """Return `text` in the language's digits, held left to right inside any sentence (R5)."""
        return ltr(self.digits(text).replace(" ", "\N{NO-BREAK SPACE}"))

    def code(self, code: str) -> str:
        """Return a tracking code in groups."""
        return self.ltr(group_code(code))

    def local(self, moment: datetime) -> datetime:
        """Return `moment` at the site."""
        return moment.astimezone(self.directory.zone)

    def date(self, day: date) -> str:
        """Return weekday, day, month and year."""
        return format_date(day, self.lang)

    def moment(self, moment: datetime) -> str:
        """Return a promise: weekday, date and hour."""
        return format_datetime(self.local(moment), self.lang)

    def time(self, moment: datetime) -> str:
        """Return the hour at the site."""
        return format_time(self.local(moment), self.lang)

    def duration(self, span: Duration) -> str:
        """Return a span of time in words."""
        return format_range(span.min, span.max, span.unit, self.lang)

    def minutes(self, span: tuple[int, int]) -> str:
        """Return a range of minutes in words."""
        return format_range(span[0], span[1], "minute", self.lang)

    def money(self, amount: int, currency: str) -> str:
        """Return an amount with its currency."""
        return format_money(amount, currency, self.lang)

    def ticket_number(self, queue: str, number: int, series: str) -> str:
        """Return a ticket's number as it is written, in the language's letter and digits."""
        known = self.directory.queues.get(queue)
        return self.digits(ticket_label(self.tx(known.letter) if known else "", number, series)).strip()

    def queue_state(self, queue: str) -> QueueState | None:
        """What the desk last said of `queue`; None where nothing is known."""
        if self.status is None:
            return None
        return next((state for state in self.status.queues if state.queue == queue), None)

    def place(self, room_id: str | None, counter: Counter | None = None) -> str:
        """Return where a room is: floor, room, counter, in the order in which they are met."""
        room = self.directory.rooms.get(room_id or "")
        if room is None:
            return ""
        floor = self.directory.floors.get(room.floor)
        parts = [self.tx(floor.name)] if floor else []
        if room.kind == "office":
            parts.append(self.tr("place.room", number=self.digits(room.number)))
        else:
            parts.append(self.tx(room.name))  # a hall is known by its name, its number stands on no door
        if counter is not None:
            parts.append(self.tr("place.counter", number=self.digits(counter.number)))
        return self.joined(parts)

    def sentence(self, text: str) -> str:
        """Return `text` as it stands at the beginning of a line."""
        return text[:1].upper() + text[1:]

    def desk(self) -> str:
        """Return where people are to be asked: the hall of the counters, where the office has told of one."""
        hall = next((room for room in self.directory.catalogue.rooms if room.kind == "counter-hall"), None)
        return self.place(hall.id) if hall else self.tr("place.desk")

    def joined(self, parts: list[str]) -> str:
        """Return parts with the language's comma between them."""
        return joined(parts, self.lang)
