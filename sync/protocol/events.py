"""Facts that happened at a kiosk. Each bears an id (UUIDv7, RFC 9562) that is its idempotency key for ever.

`subject` orders events: those of one ticket, request or poll arrive in the order in which they were made; others may
overtake.
Personal data stands only inside `Sealed`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from sync.protocol.base import Count, Lang, Message, Sha256, Slug
from sync.protocol.forms import RequestKind

Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{14}$")]
Series = Annotated[str, StringConstraints(pattern=r"^[0-9]{0,4}$")]
MAX_EVENT_BYTES = 64 * 1024
MAX_BATCH = 500


class Sealed(Message):
    """Bytes sealed to the desk's key (libsodium sealed box), Base64; `key_id` tells which key."""

    key_id: Annotated[str, StringConstraints(max_length=32)]
    ciphertext: Annotated[str, StringConstraints(max_length=MAX_EVENT_BYTES)]


class Clock(Message):
    """What is known of the clock when a fact was made: boot, seconds since boot, measured offset to the desk in ms."""

    boot_id: Annotated[str, StringConstraints(max_length=40)]
    monotonic: float
    offset_ms: int | None = None


class TicketIssued(Message):
    """A visitor has been told this number. `lease_id` is null in the offline series."""

    kind: Literal["ticket.issued"] = "ticket.issued"
    ticket_id: UUID
    code: Code
    queue: Slug
    service: Slug | None = None
    service_day: date
    number: Annotated[int, Field(ge=1, le=9_999_999)]
    series: Series = ""
    lease_id: UUID | None = None
    language: Lang
    priority: Annotated[str, StringConstraints(max_length=32)] | None = None
    content_version: int = 0


class RequestSubmitted(Message):
    """A visitor has registered a request and holds its code. `answers` sealed is JSON of field id to value."""

    kind: Literal["request.submitted"] = "request.submitted"
    request_id: UUID
    code: Code
    request_kind: RequestKind
    service: Slug | None = None
    department: Slug | None = None
    form: Slug
    language: Lang
    promised_at: datetime | None = None
    mobile_proved: bool = False
    anonymous: bool = False
    previous_code: Code | None = None
    ticket_id: UUID | None = None
    answers: Sealed
    content_version: int = 0


class PollAnswered(Message):
    """An anonymous answer to a poll: question id to rating 1-5 or choice id, and to the ids of the reasons."""

    kind: Literal["poll.answered"] = "poll.answered"
    answer_id: UUID
    poll: Slug
    code: Code | None = None
    answers: dict[Slug, int | str]
    reasons: dict[Slug, tuple[Slug, ...]] = {}
    language: Lang


class PaperPrinted(Message):
    """What became of a paper: `confirmed` by the printer's in-order answer, else `failed` or `uncertain`."""

    kind: Literal["paper.printed"] = "paper.printed"
    job_id: UUID
    template: Annotated[str, StringConstraints(max_length=32)]
    subject_code: Code | None = None
    outcome: Literal["confirmed", "failed", "uncertain"]
    copy_number: Count = 0
    reason: Annotated[str, StringConstraints(max_length=64)] = ""


class HelpCalled(Message):
    """A visitor asked for a person to come."""

    kind: Literal["help.called"] = "help.called"
    call_id: UUID
    screen: Annotated[str, StringConstraints(max_length=64)] = ""


class SignagePlayed(Message):
    """How often one item was shown within a span of at most an hour (proof of play). `seconds` is the sum of all plays.

    `name` and `sha256` are copied here, so that the proof outlives its media. An urgent notice has no playlist.
    """

    kind: Literal["signage.played"] = "signage.played"
    report_id: UUID
    role: Literal["kiosk", "board"] = "kiosk"
    item: Annotated[str, StringConstraints(max_length=200)]
    name: Annotated[str, StringConstraints(max_length=120)] = ""
    sha256: Sha256 | None = None
    playlist: Slug | None = None
    started_at: datetime
    ended_at: datetime
    plays: Count
    complete: Count
    seconds: Count
    content_version: int = 0


Payload = Annotated[
    TicketIssued | RequestSubmitted | PollAnswered | PaperPrinted | HelpCalled | SignagePlayed,
    Field(discriminator="kind"),
]


class Event(Message):
    """One fact on its way. `payload` is kept as it was made; `Payload` reads the kinds known to this version."""

    id: UUID
    kind: Annotated[str, StringConstraints(max_length=64)]
    subject: UUID
    occurred_at: datetime
    clock: Clock
    event_schema: int = 1
    payload: dict[str, Any]
