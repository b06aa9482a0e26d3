"""Services and their guides, in CPSV-AP terms: Public Service, Evidence, Cost, Rule, Legal Resource, Contact Point."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sync.protocol.base import Count, Message, Phone, Slug, Text
from sync.protocol.places import Icon

DurationUnit = Literal["minute", "hour", "day", "working_day", "week", "month"]


class Duration(Message):
    """How long: a range in one unit, both ends included; `case` says when it applies (C5)."""

    min: Annotated[int, Field(ge=0, le=10_000)]
    max: Annotated[int, Field(ge=0, le=10_000)]
    unit: DurationUnit
    case: Text | None = None


class Step(Message):
    """One step of the workflow (C3)."""

    title: Text
    text: Text | None = None
    department: Slug | None = None
    duration: Duration | None = None


class Evidence(Message):
    """Something the visitor brings (C4): a document, or a form to fill in."""

    id: Slug
    kind: Literal["document", "form"]
    name: Text
    note: Text | None = None
    required: bool = True
    copies: Annotated[int, Field(ge=0, le=20)] = 0


class Inquiry(Message):
    """What the office asks of another agency by itself (C6): استعلام."""

    agency: Text
    subject: Text
    duration: Duration | None = None


class Cost(Message):
    """One line of what it costs (C7). `amount` in whole units of `currency` (ISO 4217)."""

    purpose: Text
    amount: Annotated[int, Field(ge=0, le=10**13)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "IRR"
    account: Annotated[str, StringConstraints(max_length=64)] | None = None
    clause: Text | None = None
    regulation: Text | None = None
    case: Text | None = None


class LegalResource(Message):
    """The law or regulation behind a rule."""

    title: Text
    number: Annotated[str, StringConstraints(max_length=60)] | None = None
    clause: Text | None = None


class Rule(Message):
    """What the visitor should know of the rules (C9)."""

    text: Text
    legal_resource: LegalResource | None = None


class Question(Message):
    """A frequent question and its answer (C9)."""

    question: Text
    answer: Text


class Channel(Message):
    """A way in which the service is given (C2)."""

    kind: Literal["in_person", "web", "phone", "post", "email"]
    room: Slug | None = None
    address: Annotated[str, StringConstraints(max_length=300)] | None = None
    note: Text | None = None


class ContactPoint(Message):
    """The responsible person or unit and how to reach them (C8)."""

    person: Slug | None = None
    name: Text | None = None
    role: Text | None = None
    phone: Phone | None = None
    room: Slug | None = None


class Service(Message):
    """A Public Service with its whole guide (C1-C10). Times: `duration` in house, `inquiry_duration` apart from it."""

    id: Slug
    name: Text
    department: Slug
    summary: Text
    icon: Icon = "file-document"
    national_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{4,20}$")] | None = None
    audience: tuple[Literal["natural", "legal", "staff"], ...] = ("natural",)
    life_events: tuple[Slug, ...] = ()
    channels: tuple[Channel, ...] = ()
    steps: tuple[Step, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()
    durations: tuple[Duration, ...] = ()
    inquiry_duration: Duration | None = None
    free: bool = False
    costs: tuple[Cost, ...] = ()
    contact_point: ContactPoint | None = None
    rules: tuple[Rule, ...] = ()
    questions: tuple[Question, ...] = ()
    complaint: Text | None = None
    follow_up: Text | None = None
    keywords: Text | None = None
    queue: Slug | None = None
    form: Slug | None = None
    popularity: Count = 0


class LifeEvent(Message):
    """What brings a visitor here, over departments (CPSV-AP Life Event)."""

    id: Slug
    name: Text
    summary: Text | None = None
    icon: Icon = "account-question"


class Queue(Message):
    """A line of tickets. `letter` is written before the number; `minutes` is the usual time of one service."""

    id: Slug
    name: Text
    letter: Text
    room: Slug
    minutes: Annotated[int, Field(ge=1, le=240)] = 8
    daily_limit: Annotated[int, Field(ge=1, le=9999)] | None = None
    priority: bool = True
