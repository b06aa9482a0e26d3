"""What the screen and the daemon say to each other over a Unix socket: one JSON object a line, UTF-8.

The screen asks `{"id": 7, "method": "ticket.issue", "params": {…}}` and gets `{"id": 7, "result": {…}}` or
`{"id": 7, "error": {"code": "queue_full", "message": "…"}}`. After `subscribe` the daemon also says, unasked,
`{"push": "content", "data": {…}}`: the screen never polls. A message is at most 256 KiB.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from sync.protocol.base import Lang, Message, Slug
from sync.protocol.events import Code, Series
from sync.protocol.forms import RequestKind
from sync.protocol.messages import Call, QueueState

MAX_LINE = 256 * 1024

ErrorCode = Literal[
    "bad_request",  # the screen asked something malformed: a fault of ours
    "unknown_method",
    "not_enrolled",  # no desk has ever told this kiosk who it is
    "closed",  # the queue takes no tickets at this hour
    "queue_full",  # the day's limit is reached
    "no_space",  # the disk is full or read-only: the visitor goes to the counter
    "not_found",
    "desk_unreachable",
    "busy",
    "wrong_password",  # of a Wi-Fi, while the kiosk is set up
    "internal",
]
PushKind = Literal["content", "queues", "call", "print", "printer", "desk", "alert", "scan"]
PaperState = Literal["queued", "sending", "confirmed", "failed", "uncertain", "none"]
ScannerWord = Literal["ready", "absent", "unknown", "none"]
PrinterWord = Literal["ready", "paper_low", "paper_out", "cover_open", "cutter_error", "offline", "unknown", "none"]


class Request(Message):
    """One question of the screen. `id` is echoed in the answer."""

    id: int
    method: str
    params: dict[str, Any] = {}


class IssueTicket(Message):
    """`ticket.issue`. `key` is made when the page opens: the same key gives the same ticket."""

    key: UUID
    queue: Slug
    service: Slug | None = None
    language: Lang
    priority: str | None = None
    large_print: bool = False


class Ticket(Message):
    """A ticket that is on disk. `position` counts the people ahead that are known here; null where nothing is known."""

    ticket_id: UUID
    event_id: UUID
    code: Code
    url: str
    queue: Slug
    service: Slug | None = None
    number: int
    series: Series = ""
    service_day: date
    issued_at: datetime
    people_ahead: int | None = None
    wait_minutes: tuple[int, int] | None = None
    print_job: UUID | None = None


class SubmitRequest(Message):
    """`request.submit`. `answers` is personal: it is sealed in the transaction that stores it and kept nowhere else."""

    key: UUID
    kind: RequestKind
    form: Slug
    service: Slug | None = None
    department: Slug | None = None
    language: Lang
    answers: dict[str, str] = Field(repr=False)
    anonymous: bool = False
    previous_code: Code | None = None


class Receipt(Message):
    """A registered request. `promised_at` is what the visitor is promised; null where the office promises nothing."""

    request_id: UUID
    event_id: UUID
    code: Code
    url: str
    promised_at: datetime | None
    submitted_at: datetime
    print_job: UUID | None = None


class AnswerPoll(Message):
    """`poll.answer`."""

    key: UUID
    poll: Slug
    code: Code | None = None
    answers: dict[str, int | str]
    reasons: dict[str, tuple[str, ...]] = {}
    language: Lang


class PrintGuide(Message):
    """`print.guide`: a service's guide on paper. `print.again` takes a `job` instead."""

    service: Slug
    language: Lang


class PrintWay(Message):
    """`print.way`: the way from this kiosk to a room, or to a counter in it, on paper."""

    room: Slug
    counter: Slug | None = None
    means: Literal["any", "lift", "stairs", "step-free"] = "any"
    language: Lang


class PrintJob(Message):
    """`print.status` and the push `print`: where a paper is."""

    job: UUID
    template: str
    state: PaperState
    printer: PrinterWord
    copy_number: int = 0


class Scanned(Message):
    """The push `scan`: what was held before the scanner, a tracking code or why it was not taken.

    Before a kiosk has joined a desk it is the desk's invitation: `desk` is an address, `invitation` a one-time code.
    """

    code: Code | None = None
    desk: str = ""
    invitation: str = ""
    refused: Literal["elsewhere", "not_a_code", "misread", "too_long"] | None = None


class Status(Message):
    """`status`: what the screen has to know of the world. `desk_host` stands in the addresses of this desk's papers.

    `lines_seconds_ago`: how old `queues` are; `desk_seconds_ago`: when the desk last answered anything.
    """

    enrolled: bool
    kiosk_number: int | None = None
    site: Slug | None = None
    desk_host: str = ""
    content_version: int = 0
    printer: PrinterWord = "unknown"
    scanner: ScannerWord = "none"
    desk_seconds_ago: float | None = None
    lines_seconds_ago: float | None = None
    unsent: int = 0
    quarantined: int = 0
    queues: tuple[QueueState, ...] = ()
    calls: tuple[Call, ...] = ()
    now: datetime


class TechnicianEntry(Message):
    """What came of a PIN. `key` opens the other methods for ten minutes; `wait_s` until the next guess is looked at."""

    outcome: Literal["open", "wrong", "wait", "no_pin"]
    key: str = Field(default="", repr=False)
    wait_s: float = 0.0


class HeldFact(Message):
    """A fact that the desk refused, without its contents."""

    id: str
    kind: str
    made_at: str
    reason: str


class TechnicianLook(Message):
    """How this kiosk is. `checks` as in the heartbeat; `desk_seconds_ago` null where the desk has never answered."""

    version: str
    kiosk_number: int | None
    content_version: int
    printer: PrinterWord
    scanner: str
    camera: bool
    desk_seconds_ago: float | None
    unsent: int
    held: tuple[HeldFact, ...]
    checks: dict[str, str]
    free_mib: int


METHODS: dict[str, str] = {
    "status": "Status",
    "subscribe": "{}: pushes follow on this connection",
    "ticket.issue": "IssueTicket -> Ticket",
    "request.submit": "SubmitRequest -> Receipt",
    "poll.answer": "AnswerPoll -> {}",
    "track": "{code} -> sync.protocol.messages.TrackAnswer; error not_found or desk_unreachable",
    "print.guide": "PrintGuide -> PrintJob",
    "print.way": "PrintWay -> PrintJob",
    "print.again": "{job} -> PrintJob: the same paper, marked as a copy; only on a person's word",
    "print.status": "{job} -> PrintJob",
    "help.call": "{screen} -> {}",
    "alerts": "{} -> {alerts: [sync.protocol.alerts.Alert]}: what the desk has signed; the push `alert` says it too",
    "signage.played": "sync.protocol.events.SignagePlayed -> {}: proof of play, on its way to the desk",
    "command.done": "{command_id, outcome, detail, picture} -> {}: what the push `alert` asked is done",
    "ping": "{} -> {}: answered by the writer itself",
    "setup.look": "{} -> {link, address, time_synced}: like all of setup only until the first start is done",
    "setup.wifi": "{name, password} -> {}; error wrong_password or not_found",
    "setup.printers": "{host} -> {printers: [{where, state, settings}]}",
    "setup.join": "{url, code} -> {name, number, site}; error not_found where the desk refuses or does not answer",
    "setup.test": "{printer, language} -> {state}: a sample ticket; confirmed, failed or uncertain",
    "setup.save": "{settings} -> {}: language, screen, printer and sound of kiosk.config.Settings",
    "technician.enter": "{pin} -> TechnicianEntry; wrong guesses are slowed and logged",
    "technician.look": "{key} -> TechnicianLook; error closed without the key of an open corner",
    "technician.do": "{key, deed} -> {detail}: test-print, release, export-logs, restart or leave",
    "technician.camera": "{key} -> {jpeg, size}: one picture of the scanner's camera; error not_found or busy",
    "quarantine.release": "{id} -> {released}: `mizban quarantine release`, an event id or `all`; never the screen",
}
