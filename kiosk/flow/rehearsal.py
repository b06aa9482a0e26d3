"""A desk held in memory that answers at once: for pictures of every page and tests of the flow. Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from kiosk.flow.ports import Answer
from kiosk.ipc import (
    HeldFact,
    IssueTicket,
    PaperState,
    PrinterWord,
    PrintJob,
    Receipt,
    Status,
    SubmitRequest,
    TechnicianEntry,
    TechnicianLook,
    Ticket,
)
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue
from sync.protocol.codes import make_code, ticket_url
from sync.protocol.messages import Milestone, QueueState, TrackAnswer

_SPACE = UUID("6f0b6a4e-6f3e-4c8e-9d55-0b6f5f3f2a10")
_URL = "https://desk.example"
PIN = "258046"
"""Opens the technician's corner of the rehearsal."""
Handler = Callable[[dict[str, Any]], dict[str, Any]]


class Shelf:
    """A library with one catalogue on it."""

    def __init__(self, catalogue: Catalogue | None) -> None:
        self.catalogue = catalogue


class PlainMessages:
    """Words as their keys: for flow tests that look at structure."""

    def text(self, lang: Lang, msgid: str, **values: object) -> str:
        """Return the key and its values."""
        return " ".join((msgid, *map(str, values.values())))

    def plural(self, lang: Lang, msgid: str, count: int) -> str:
        """Return the key and the number."""
        return f"{msgid} {count}"


class RehearsalDesk:
    """Answers as the daemon would. `fail` maps a method to the error it shall answer; `held` keeps answers back."""

    def __init__(self, catalogue: Catalogue, now: Callable[[], datetime], printer: PrinterWord = "ready") -> None:
        self.catalogue = catalogue
        self.now = now
        self.printer: PrinterWord = printer
        self.paper: PaperState = "confirmed"
        self.fail: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.held: list[Callable[[], None]] | None = None
        self.tickets: dict[UUID, Ticket] = {}
        self.receipts: dict[UUID, Receipt] = {}
        self.tracked: dict[str, TrackAnswer] = {}
        self.shut: dict[str, set[str]] = {"closed": set(), "full": set()}
        self.picture = ""
        self.waiting = {queue.id: 3 + 2 * index for index, queue in enumerate(catalogue.queues)}

    def ask(self, method: str, params: dict[str, Any], answer: Callable[[Answer], None]) -> None:
        """Answer at once, or when `release` is called while answers are held."""
        self.asked.append((method, params))
        if self.held is not None:
            self.held.append(lambda: answer(self._answer(method, params)))
        else:
            answer(self._answer(method, params))

    def release(self) -> None:
        """Give all answers that were held back."""
        held, self.held = self.held or [], None
        for give in held:
            give()

    def _answer(self, method: str, params: dict[str, Any]) -> Answer:
        if method in self.fail:
            return Answer(error=self.fail[method])
        handlers: dict[str, Handler] = {
            "status": self._status,
            "ticket.issue": self._ticket,
            "request.submit": self._request,
            "print.again": self._again,
            "poll.answer": lambda _: {},
            "help.call": lambda _: {},
            "technician.enter": self._enter,
            "technician.look": self._look,
            "technician.do": lambda p: {"detail": "/var/lib/mizban/logs/mizban.log" if "logs" in p["deed"] else "1"},
            "technician.camera": lambda _: {"jpeg": self.picture, "size": [480, 360]},
            "print.way": lambda p: self._job(uuid5(_SPACE, p["room"])).model_dump(mode="json"),
            "print.guide": lambda p: self._job(uuid5(_SPACE, p["service"])).model_dump(mode="json"),
        }
        if method == "track":
            found = self.tracked.get(params["code"])
            return Answer(result=found.model_dump(mode="json")) if found else Answer(error="not_found")
        if method not in handlers:
            return Answer(error="unknown_method")
        return Answer(result=handlers[method](params))

    def _status(self, params: dict[str, Any]) -> dict[str, Any]:
        queues = tuple(
            QueueState(
                queue=queue.id,
                waiting=self.waiting[queue.id],
                wait_minutes=self._wait(queue.id, queue.minutes),
                open=queue.id not in self.shut["closed"],
                full=queue.id in self.shut["full"],
            )
            for queue in self.catalogue.queues
        )
        status = Status(
            enrolled=True,
            kiosk_number=12,
            site=self.catalogue.site.id,
            content_version=1,
            printer=self.printer,
            desk_seconds_ago=2.0,
            lines_seconds_ago=2.0,
            queues=queues,
            now=self.now(),
        )
        return status.model_dump(mode="json")

    def _enter(self, params: dict[str, Any]) -> dict[str, Any]:
        right = params["pin"] == PIN
        entry = TechnicianEntry(outcome="open", key="k") if right else TechnicianEntry(outcome="wrong", wait_s=30)
        return entry.model_dump(mode="json")

    def _look(self, params: dict[str, Any]) -> dict[str, Any]:
        fact = HeldFact(
            id=str(uuid5(_SPACE, "held")), kind="ticket.issued", made_at="2026-11-21T06:41:00Z", reason="unknown_queue"
        )
        look = TechnicianLook(
            version="0.1.0", kiosk_number=12, content_version=7, printer=self.printer, scanner="ready", camera=True,
            desk_seconds_ago=2.0, unsent=0, held=(fact,), checks={"disk": "ok"}, free_mib=18_500,
        )  # fmt: skip
        return look.model_dump(mode="json")

    def _wait(self, queue: str, minutes: int) -> tuple[int, int]:
        middle = self.waiting[queue] * minutes / 3
        return max(1, round(middle * 0.8)), max(2, round(middle * 1.3))

    def _ticket(self, params: dict[str, Any]) -> dict[str, Any]:
        asked = IssueTicket.model_validate(params)
        if asked.key not in self.tickets:
            code = "00124830715968" if not self.tickets else make_code(12)
            ahead = self.waiting[asked.queue]
            minutes = next(queue.minutes for queue in self.catalogue.queues if queue.id == asked.queue)
            self.tickets[asked.key] = Ticket(
                ticket_id=uuid5(_SPACE, f"t{asked.key}"),
                event_id=uuid5(_SPACE, f"e{asked.key}"),
                code=code,
                url=ticket_url(_URL, code),
                queue=asked.queue,
                service=asked.service,
                number=107 + len(self.tickets),
                service_day=self.now().date(),
                issued_at=self.now(),
                people_ahead=ahead,
                wait_minutes=self._wait(asked.queue, minutes),
                print_job=None if self.printer == "none" else uuid5(_SPACE, f"p{asked.key}"),
            )
            self.waiting[asked.queue] += 1
        return self.tickets[asked.key].model_dump(mode="json")

    def _request(self, params: dict[str, Any]) -> dict[str, Any]:
        asked = SubmitRequest.model_validate(params)
        if asked.key not in self.receipts:
            code = "00124830715968" if not self.receipts else make_code(12)
            self.receipts[asked.key] = Receipt(
                request_id=uuid5(_SPACE, f"r{asked.key}"),
                event_id=uuid5(_SPACE, f"q{asked.key}"),
                code=code,
                url=ticket_url(_URL, code),
                promised_at=self.now() + timedelta(hours=72),
                submitted_at=self.now(),
                print_job=None if self.printer == "none" else uuid5(_SPACE, f"b{asked.key}"),
            )
        return self.receipts[asked.key].model_dump(mode="json")

    def _again(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._job(uuid5(_SPACE, params["job"]), copy=1).model_dump(mode="json")

    def _job(self, job: UUID, copy: int = 0) -> PrintJob:
        return PrintJob(job=job, template="ticket", state=self.paper, printer=self.printer, copy_number=copy)

    def print_push(self, job: UUID | None) -> dict[str, Any]:
        """What the daemon would say of a paper now."""
        if job is None:
            raise ValueError("there is no paper")
        return self._job(job).model_dump(mode="json")

    def follow(self, code: str, service: str) -> None:
        """Let `code` be a request on its way, as on the picture of the tracking page."""
        known = next(item for item in self.catalogue.services if item.id == service)
        start = self.now() - timedelta(minutes=42)
        self.tracked[code] = TrackAnswer(
            code=code,
            kind="request",
            state="in_progress",
            service=service,
            service_name=known.name,
            department=known.department,
            promised_at=self.now() + timedelta(hours=74),
            milestones=(
                Milestone(name="pending_review", state="done", at=start),
                Milestone(name="registered", state="done", at=start + timedelta(minutes=41)),
                Milestone(name="in_progress", state="current"),
                Milestone(name="answered", state="coming"),
            ),
            as_of=self.now(),
        )
