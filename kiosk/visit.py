"""All that belongs to one visitor. At the end of a visit the whole object is dropped and a new one takes its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from kiosk.ipc import PrintJob, Receipt, Ticket
from language.dates import Calendar
from sync.protocol.base import Lang
from sync.protocol.messages import TrackAnswer

SCALES: tuple[float, ...] = (1.0, 1.3, 1.6)


@dataclass
class Draft:
    """A form being filled in, or a poll: `key` makes its submission happen once; `values` by field id are personal."""

    key: UUID = field(default_factory=uuid4)
    values: dict[str, str] = field(default_factory=dict, repr=False)
    errors: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sent: bool = False
    anonymous: bool = False
    calendars: dict[str, Calendar] = field(default_factory=dict)
    """By which calendar each date was typed, by field id: a later change of the language must not move the day."""
    department: str = ""
    """The unit that the visitor wants to be read by; empty for whoever the office gives it to (C13)."""


@dataclass
class Visit:
    """One visitor's visit: language, access settings, what was typed, what was given. Nothing of it is ever written."""

    language: Lang
    theme: str = "light"
    reduce_motion: bool = False
    visit_id: UUID = field(default_factory=uuid4)
    scale: float = 1.0
    reach: bool = False
    more_time: bool = False
    voice: bool = False
    alphabetical: bool = False
    """Whether the keys of the screen stand in the order of the alphabet (O5)."""
    started: bool = False
    drafts: dict[str, Draft] = field(default_factory=dict, repr=False)
    typed: dict[str, str] = field(default_factory=dict, repr=False)
    tickets: dict[UUID, Ticket] = field(default_factory=dict, repr=False)
    receipt: Receipt | None = field(default=None, repr=False)
    tracked: TrackAnswer | None = field(default=None, repr=False)
    failures: dict[str, str] = field(default_factory=dict)
    awaited: set[str] = field(default_factory=set)
    papers: dict[UUID, PrintJob] = field(default_factory=dict)
    keys: dict[str, UUID] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict, repr=False)

    def draft(self, name: str) -> Draft:
        """Return the draft called `name`, made at first use: that is when its idempotency key is made."""
        return self.drafts.setdefault(name, Draft())

    def key(self, name: str) -> UUID:
        """Return the idempotency key of `name`, the same for the whole visit."""
        return self.keys.setdefault(name, uuid4())

    def text(self, name: str) -> str:
        """Return what has been typed into the field `name`."""
        return self.typed.get(name, "")

    def has_entries(self) -> bool:
        """Whether something typed and not sent would be lost by leaving (U5)."""
        return any(not draft.sent and any(draft.values.values()) for draft in self.drafts.values())
