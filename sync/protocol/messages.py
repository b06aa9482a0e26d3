"""Requests and answers of the kiosk's HTTP interface, version 1, below `/api/kiosk/v1/`. Times are UTC with offset."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from sync.protocol.alerts import SignedAlert
from sync.protocol.base import Count, Lang, Message, Slug, Text
from sync.protocol.events import MAX_BATCH, Code, Event, Series

API_PREFIX = "/api/kiosk/v1"
Short = Annotated[str, StringConstraints(max_length=200)]


class DeskKey(Message):
    """The desk's public key (X25519, 32 bytes in Base64) to which personal data is sealed."""

    key_id: Annotated[str, StringConstraints(max_length=32)]
    public_key: Annotated[str, StringConstraints(max_length=64)]


class EnrollRequest(Message):
    """`POST /enroll`. `instance_id` is new for each installation of the store: a restored copy is another instance."""

    code: Annotated[str, StringConstraints(min_length=6, max_length=20)]
    instance_id: UUID
    hostname: Short = ""
    version: Short = ""


class EnrollAnswer(Message):
    """Who the kiosk is from now on. `number` begins its tracking codes; `epoch` grows by one at each enrollment."""

    kiosk_id: UUID
    number: Annotated[int, Field(ge=1, le=9999)]
    epoch: Annotated[int, Field(ge=1)]
    name: Short
    token: Annotated[str, StringConstraints(min_length=32, max_length=200)]
    site: Slug
    desk_key: DeskKey
    public_url: Short


class EventBatch(Message):
    """`POST /events`: at most 500 events, in the order of the outbox."""

    instance_id: UUID
    epoch: int
    events: Annotated[tuple[Event, ...], Field(max_length=MAX_BATCH)]


class Verdict(Message):
    """What the desk did with one event. `stored` and `duplicate` are success; people look at what is `rejected`."""

    id: UUID
    outcome: Literal["stored", "duplicate", "rejected", "retry"]
    reason: Short = ""


class EventAnswer(Message):
    """One verdict for each event, in the same order."""

    verdicts: tuple[Verdict, ...]
    now: datetime


class LeaseRequest(Message):
    """`POST /leases`. `request_id` is stored before it is sent: a lost answer is asked for again, not given twice."""

    request_id: UUID
    instance_id: UUID
    epoch: int
    queue: Slug
    service_day: date
    size: Annotated[int, Field(ge=1, le=500)]


class Lease(Message):
    """Numbers `first` to `last`, both included, of one queue and service day, belong to this kiosk alone."""

    lease_id: UUID
    request_id: UUID
    queue: Slug
    service_day: date
    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]


class LeaseReturn(Message):
    """`POST /leases/return`: numbers from `next` on will never be given by this kiosk."""

    lease_id: UUID
    next: int


class NextUp(Message):
    """A ticket that waits in the first places of a line; `queue` is the one that gave its number."""

    queue: Slug
    number: int
    series: Series = ""


class QueueState(Message):
    """What is known of one queue at `as_of`. `wait_minutes` is null when there is no honest figure.

    `next_up` are the eldest that wait, for boards; priority may call another before them.
    """

    queue: Slug
    waiting: Count
    wait_minutes: tuple[int, int] | None = None
    open: bool = True
    full: bool = False
    next_up: tuple[NextUp, ...] = ()


class Call(Message):
    """A ticket that is called to a counter now."""

    call_id: UUID
    ticket_id: UUID
    queue: Slug
    number: int
    series: Series = ""
    counter: Slug
    called_at: datetime
    repeat: Count = 0
    language: Lang = "fa"


class StateAnswer(Message):
    """`GET /state?since=<cursor>`: at once where something is newer than the cursor, else after up to `wait` seconds.

    `alerts` are the urgent notices of the last days, `alert_key` the Ed25519 key (Base64) that signs them.
    """

    cursor: str
    now: datetime
    content_version: int
    queues: tuple[QueueState, ...]
    calls: tuple[Call, ...]
    commands: tuple[Command, ...] = ()
    desk_key: DeskKey | None = None
    alert_key: Annotated[str, StringConstraints(max_length=64)] = ""
    alerts: tuple[SignedAlert, ...] = ()


class Command(Message):
    """Something the desk asks of the kiosk, once."""

    command_id: UUID
    kind: Literal["reload_content", "test_print", "screenshot", "collect_logs", "restart_ui"]
    arguments: dict[str, Any] = {}


class CommandResult(Message):
    """`POST /commands/<id>`. `picture` answers `screenshot`: a JPEG in Base64 of the idle screen, never of a visit."""

    outcome: Literal["done", "failed", "refused"]
    detail: Annotated[str, StringConstraints(max_length=2000)] = ""
    picture: Annotated[str, StringConstraints(max_length=400_000)] = Field("", repr=False)


class RefusedContent(Message):
    """A published version that a kiosk did not take, and why; it goes on showing the one before."""

    version: int | None = None
    reason: Annotated[str, StringConstraints(max_length=1000)]


class Heartbeat(Message):
    """`POST /heartbeat`: how the kiosk is. `health` is check id to `ok`, `warning`, `fault` or `unknown`.

    `facts_made` counts all that the store has ever made, and never falls: a store that knows of fewer than the desk has
    heard of was restored from a backup, and is answered 409 `restored_copy` with that count in `where`.
    """

    instance_id: UUID
    epoch: int
    version: Short
    content_version: int
    outbox: Count
    quarantined: Count
    printer: Short = "unknown"
    health: dict[str, str] = {}
    sent_at: datetime
    refused_content: RefusedContent | None = None
    facts_made: Annotated[int, Field(ge=0, le=2**53)] | None = None


class Milestone(Message):
    """One point on the way of a request or ticket, for the visitor to see. `name` is a state below."""

    name: str
    state: Literal["done", "current", "coming", "stopped"]
    at: datetime | None = None
    place: Text | None = None
    note: Text | None = None


TicketState = Literal["waiting", "called", "serving", "on_hold", "served", "no_show", "cancelled", "transferred"]
RequestState = Literal[
    "pending_review", "registered", "rejected", "in_progress", "needs_documents", "answered", "closed", "lapsed"
]


class TrackAnswer(Message):
    """`GET /track/<code>`: what anyone who holds the code may see; never personal data. Unknown codes answer 404."""

    code: Code
    kind: Literal["ticket", "request"]
    state: TicketState | RequestState
    service: Slug | None = None
    service_name: Text | None = None
    department: Slug | None = None
    place: Text | None = None
    queue: Slug | None = None
    number: int | None = None
    series: Series = ""
    people_ahead: int | None = None
    wait_minutes: tuple[int, int] | None = None
    counter: Slug | None = None
    promised_at: datetime | None = None
    message: Text | None = None
    next_visit_at: datetime | None = None
    missing: tuple[Text, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    poll: Slug | None = None
    as_of: datetime


class Fault(Message):
    """The body of every answer with status 4xx or 5xx. `code` is stable; `message` is for technicians, in English."""

    code: Annotated[str, StringConstraints(max_length=64)]
    message: Annotated[str, StringConstraints(max_length=1000)]
    where: Short = ""


StateAnswer.model_rebuild()
