"""The daemon's parts, wired: store, desk, printer and socket; what each method of the socket does."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections import deque
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog

from kiosk.config import Settings
from kiosk.daemon import print_jobs, subjects, submissions, tickets
from kiosk.daemon.desk_commands import DeskCommands
from kiosk.daemon.desk_view import DeskView, Refusal
from kiosk.daemon.health import Health
from kiosk.daemon.print_worker import PrintWorker
from kiosk.daemon.scan_post import ScanPost
from kiosk.daemon.screen_orders import ScreenOrders
from kiosk.daemon.server import Handler, Server
from kiosk.daemon.setup import Setup
from kiosk.daemon.technician import Technician
from kiosk.daemon.urgent import UrgentNotices
from kiosk.ipc import AnswerPoll, IssueTicket, PrintGuide, PrintJob, PrintWay, Status, SubmitRequest
from sync import identity, outbox
from sync.client import DeskClient
from sync.clock import SiteClock
from sync.enrollment import Enrollment, load
from sync.errors import DeskRefused, DeskUnreachable, StoreError
from sync.heart import Report
from sync.link import Link
from sync.loop import Pace, SyncLoop
from sync.protocol.alerts import SignedAlert
from sync.protocol.codes import CodeError, parse_code
from sync.protocol.events import SignagePlayed
from sync.protocol.messages import Call, Command, CommandResult, QueueState, TrackAnswer
from sync.store import Store
from sync.witness import Witness, facts_made, go_on_above

TRACK_S = 6.0
"""A visitor waits for the desk's word on a code for so long; then what is known here is shown."""
_CALLS_KEPT = 24
"""A board that starts is told of so many calls."""
_log = structlog.get_logger("daemon")


def product_version() -> str:
    """Return the installed version, or `unknown`."""
    try:
        return package_version("mizban")
    except PackageNotFoundError:
        return "unknown"


class Service:
    """Everything that runs in the daemon. `start` returns at once; `stop` ends it cleanly."""

    def __init__(self, settings: Settings, pace: Pace | None = None) -> None:
        self._settings = settings
        self._pace = pace or Pace(timeout_s=settings.desk.timeout_s)
        self.store = Store.open(settings.data)
        self.clock = SiteClock()
        self._witness = Witness(settings.data)
        self._link = Link(lambda word: self._server.push("desk", {"state": word}))
        who = load(settings.data)
        if who is not None:
            self._adopt(who)
        self.view = DeskView(self.store, self.clock, who)
        self._loop: SyncLoop | None = None
        self._guard = threading.Lock()
        self.restart_wanted = threading.Event()
        self._calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self._urgent = UrgentNotices(settings.data, self._push_alert)
        self._urgent_guard = threading.Lock()
        self._printing = PrintWorker(
            self.view,
            settings.printer,
            changed=lambda job: self._server.push("print", job.model_dump(mode="json")),
            state_changed=lambda word: self._server.push("printer", {"printer": word}),
            fact_made=self._fact_made,
        )
        self._scanning = ScanPost(settings.scanner, lambda seen: self._server.push("scan", seen))
        self._health = Health(settings, self.store, self._printing, self._scanning, self._link)
        self._orders = ScreenOrders(self._push_alert)
        self._commands = DeskCommands(self.view, self._printing, self._orders, self._look_again)
        self.technician = Technician(
            settings,
            self.view,
            self._printing,
            self._health,
            lambda: self._link.seconds_ago,
            self._fact_made,
            product_version(),
        )
        try:
            self._server = Server(settings.socket, self._methods())
        except BaseException:
            self.store.close()
            raise

    def start(self) -> None:
        """Begin to print, to sync and to answer."""
        self._printing.start()
        self._scanning.start(self.view.who.public_url if self.view.who is not None else "")
        if self.view.who is not None:
            self._start_loop(self.view.who)
        else:
            _log.warning("not enrolled; waiting for: mizban enroll URL CODE")
        self._server.start()
        if self.store.salvaged is not None:
            _log.error("the store was damaged", report=self.store.salvaged.summary())

    def stop(self) -> None:
        """End: no more questions, the paper under way, the calls to the desk, the store."""
        self._scanning.stop()
        self._server.stop()
        self._printing.stop()
        with self._guard:
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.stop()
        with contextlib.suppress(StoreError):  # closed before, or a disk that fails: the next start counts anew
            self.note_facts()
        self.store.close()

    def look_for_enrollment(self) -> None:
        """Take up an enrollment that was made while the daemon runs, or a newer one."""
        who = load(self._settings.data)
        now = self.view.who
        if who is None or (now is not None and who.instance_id == now.instance_id):
            return
        _log.info("enrolled", kiosk=who.number, epoch=who.epoch)
        with self._guard:
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.stop()
        self._adopt(who)
        self.view.who = who
        self._scanning.start(who.public_url)
        self._start_loop(who)

    def _adopt(self, who: Enrollment) -> None:
        known = self._witness.read(who.instance_id)

        def adopt(db: sqlite3.Connection) -> None:
            identity.adopt(db, who)
            go_on_above(db, who.epoch, known)

        self.store.write(adopt)

    def note_facts(self) -> None:
        """Write down beside the store how many facts it has made."""
        who = self.view.who
        if who is not None:
            with self.store.read() as db:
                made = facts_made(db)
            self._witness.note(who.instance_id, made)

    def _start_loop(self, who: Enrollment) -> None:
        report = Report(product_version(), lambda: self._printing.word, self._health.words)
        loop = SyncLoop(self.store, who, self.clock, self._link, self, self._swapped, report, self._pace)
        with self._guard:
            self._loop = loop
        loop.start()

    # What the desk says; called on the loop's threads.

    def queues(self, states: tuple[QueueState, ...]) -> None:
        """The lines as they are now."""
        self.view.heard(states)
        self._server.push("queues", {"queues": [state.model_dump(mode="json") for state in states]})

    def call(self, call: Call) -> None:
        """A ticket is called."""
        self._calls.append(call)
        self._server.push("call", call.model_dump(mode="json"))

    def alerts(self, key: str, messages: tuple[SignedAlert, ...]) -> None:
        """Urgent notices of the desk."""
        with self._urgent_guard:
            self._urgent.hear(key, messages)

    def look_for_alerts(self) -> None:
        """Take urgent notices that were put into the folder by hand."""
        with self._urgent_guard:
            self._urgent.look()

    def command(self, command: Command) -> CommandResult:
        """The desk asks for something."""
        return self._commands.run(command)

    def published(self, version: int) -> None:
        """The keeper fetches it."""

    def _swapped(self, version: int) -> None:
        self.view.reload()
        self._server.push("content", {"version": version})
        self._fact_made()

    def _look_again(self) -> None:
        with self._guard:
            loop = self._loop
        if loop is not None:
            loop.keeper.look_again()

    def _push_alert(self, data: dict[str, Any]) -> None:
        self._server.push("alert", data)

    def _fact_made(self) -> None:
        with self._guard:
            loop = self._loop
        if loop is not None:
            loop.fact_made()

    # What the screen asks; called on its connection's thread.

    def _methods(self) -> dict[str, Handler]:
        return {
            "status": lambda params: self._status(),
            "ticket.issue": self._issue,
            "request.submit": self._submit,
            "poll.answer": self._answer_poll,
            "track": self._track,
            "print.guide": self._print_guide,
            "print.way": self._print_way,
            "print.again": self._print_again,
            "print.status": lambda params: self._dump(self._printing.status(self._job(params))),
            "help.call": self._help,
            "alerts": lambda params: self._urgent.known(),
            "signage.played": self._played,
            "command.done": self._orders.done,
            "ping": lambda params: self.store.write(lambda db: {}),
            **Setup(self._settings, lambda: self.view.who is not None, self.restart_wanted.set).methods(),
            "quarantine.release": self._release,
            **self.technician.methods(),
        }

    def _issue(self, params: dict[str, Any]) -> dict[str, Any]:
        ticket, made = tickets.issue(self.view, IssueTicket.model_validate(params))
        if made:
            self._printing.wake()
            self._fact_made()
        return ticket.model_dump(mode="json")

    def _submit(self, params: dict[str, Any]) -> dict[str, Any]:
        receipt, made = submissions.submit(self.view, SubmitRequest.model_validate(params))
        if made:
            self._printing.wake()
            self._fact_made()
        return receipt.model_dump(mode="json")

    def _answer_poll(self, params: dict[str, Any]) -> dict[str, Any]:
        if submissions.answer_poll(self.view, AnswerPoll.model_validate(params)):
            self._fact_made()
        return {}

    def _help(self, params: dict[str, Any]) -> dict[str, Any]:
        submissions.call_help(self.view, str(params.get("screen", "")))
        self._fact_made()
        return {}

    def _played(self, params: dict[str, Any]) -> dict[str, Any]:
        fact = SignagePlayed.model_validate(params)
        self.view.enrolled()
        self.store.write(lambda db: outbox.add(db, self.clock, fact.report_id, fact))
        self._fact_made()
        return {}

    def _track(self, params: dict[str, Any]) -> dict[str, Any]:
        try:
            code = parse_code(str(params.get("code", "")))
        except CodeError as error:
            raise Refusal("bad_request", f"no tracking code: {error.reason}") from error
        who, content = self.view.enrolled()
        client = DeskClient(who.url, who.token, who.ca_file, TRACK_S)
        unknown = False
        try:
            return self._dump(client.track(code))
        except DeskRefused as error:
            unknown = error.status == 404
        except DeskUnreachable as error:
            _log.info("a code is looked up here alone", why=error.kind)
        finally:
            client.close()
        # Made here and perhaps not yet sent: what this kiosk knows is true, if not new.
        with self.store.read() as db:
            known = subjects.track(db, content.catalogue, code)
        if known is not None:
            return self._dump(known)
        raise Refusal("not_found" if unknown else "desk_unreachable")

    def _print_guide(self, params: dict[str, Any]) -> dict[str, Any]:
        ask = PrintGuide.model_validate(params)
        if all(service.id != ask.service for service in self.view.catalogue().services):
            raise Refusal("bad_request", f"there is no service '{ask.service}'")
        page = {"service": ask.service, "language": ask.language}
        return self._queued(self.store.write(lambda db: print_jobs.queue(db, "guide", None, None, page)))

    def _print_way(self, params: dict[str, Any]) -> dict[str, Any]:
        ask = PrintWay.model_validate(params)
        catalogue = self.view.catalogue()
        if catalogue.venue is None or all(unit.room != ask.room for unit in catalogue.venue.units):
            raise Refusal("bad_request", f"room '{ask.room}' is not on the map")
        screen = self._settings.screen
        page = {"asked": ask.model_dump(mode="json"), "heading_deg": screen.heading_deg, "kiosk": screen.place}
        return self._queued(self.store.write(lambda db: print_jobs.queue(db, "way", None, None, page)))

    def _print_again(self, params: dict[str, Any]) -> dict[str, Any]:
        job = self._job(params)
        if job.state in ("queued", "sending"):
            raise Refusal("busy", "the paper is still on its way")
        return self._queued(self.store.write(lambda db: print_jobs.copy(db, job)))

    def _queued(self, job_id: UUID) -> dict[str, Any]:
        self._printing.wake()
        return self._dump(self._printing.status(self._job({"job": str(job_id)})))

    def _job(self, params: dict[str, Any]) -> print_jobs.PaperJob:
        try:
            job_id = UUID(str(params.get("job")))
        except ValueError as error:
            raise Refusal("bad_request", "job is no id") from error
        with self.store.read() as db:
            job = print_jobs.find(db, job_id)
        if job is None:
            raise Refusal("not_found", "there is no such paper")
        return job

    def _release(self, params: dict[str, Any]) -> dict[str, Any]:
        wanted = str(params.get("id", ""))
        count = self.store.write(lambda db: outbox.release(db, None if wanted == "all" else [wanted]))
        self._fact_made()
        return {"released": count}

    def _status(self) -> dict[str, Any]:
        who, content = self.view.who, self.view.content
        with self.store.read() as db:
            unsent, held = outbox.counts(db)
        status = Status(
            enrolled=who is not None,
            kiosk_number=who.number if who else None,
            site=who.site if who else None,
            desk_host=(urlsplit(who.public_url).hostname or "") if who else "",
            content_version=content.version if content else 0,
            printer=self._printing.word,
            scanner=self._scanning.word,
            desk_seconds_ago=self._link.seconds_ago,
            lines_seconds_ago=self.view.lines_seconds_ago,
            unsent=unsent,
            quarantined=held,
            queues=self.view.lines(),
            calls=tuple(self._calls),
            now=self.clock.now(),
        )
        return self._dump(status)

    def _dump(self, message: Status | PrintJob | TrackAnswer) -> dict[str, Any]:
        return message.model_dump(mode="json")
