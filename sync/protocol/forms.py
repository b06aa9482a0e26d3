"""Forms and polls that staff make without code (C14, C28-C30), and notices for the idle screen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sync.protocol.base import Message, Sha256, Slug, Text

FieldKind = Literal[
    "name", "text", "long_text", "national_id", "foreign_code", "mobile", "email", "date", "choice", "consent", "number"
]
RequestKind = Literal[
    "service", "question", "complaint", "criticism", "suggestion", "appreciation", "meeting", "re_examination"
]
PERSONAL_KINDS: frozenset[str] = frozenset({"name", "national_id", "foreign_code", "mobile", "email"})


class Choice(Message):
    """One answer that may be chosen."""

    id: Slug
    name: Text


class FormField(Message):
    """One question, one page. `hint` tells how to answer; every value is sealed, whatever its kind."""

    id: Slug
    kind: FieldKind
    name: Text
    hint: Text | None = None
    required: bool = True
    choices: tuple[Choice, ...] = ()
    max_length: Annotated[int, Field(ge=1, le=2000)] = 200


class Form(Message):
    """An office's form for one kind of request (C14). `promise_hours` is promised where no service says more (C20)."""

    id: Slug
    name: Text
    kind: RequestKind = "service"
    summary: Text | None = None
    fields: tuple[FormField, ...]
    department: Slug | None = None
    anonymous_allowed: bool = False
    promise_hours: Annotated[int, Field(ge=1, le=24 * 366)] = 72


class PollQuestion(Message):
    """One question of a poll: five faces, or choices; two `reasons` at most are asked at a rating of 3 or less."""

    id: Slug
    kind: Literal["faces", "choice"] = "faces"
    text: Text
    aspect: Literal["overall", "conduct", "handling", "time", "cost", "other"] = "overall"
    choices: tuple[Choice, ...] = ()
    reasons: tuple[Choice, ...] = ()


class Poll(Message):
    """A questionnaire, asked after the service (C28-C30); on one service, unit or person where that is named."""

    id: Slug
    name: Text
    questions: tuple[PollQuestion, ...]
    after: Literal["ticket", "request", "any"] = "any"
    service: Slug | None = None
    department: Slug | None = None
    person: Slug | None = None


class Notice(Message):
    """A text notice for the idle screen (C34), shown from `starts` to `ends`, both included."""

    id: Slug
    title: Text
    text: Text | None = None
    label: Text | None = None
    starts: date | None = None
    ends: date | None = None
    seconds: Annotated[int, Field(ge=3, le=600)] = 12
    picture: Sha256 | None = None
