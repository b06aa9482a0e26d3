"""The one thread that talks to the printer: draws what is queued, sends it, and records what became of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import structlog

from kiosk.config import Printer as PrinterSettings
from kiosk.daemon import papers, print_jobs, subjects
from kiosk.daemon.desk_view import DeskView
from kiosk.daemon.print_jobs import PaperJob
from kiosk.devices.printer import open_printer
from kiosk.devices.printer.base import Outcome, Printer, PrinterState
from kiosk.devices.printer.opening import NoPrinter
from kiosk.ipc import PrinterWord, PrintJob
from kiosk.printing.escpos import encode
from kiosk.printing.render import render
from sync.clock import wall_now
from sync.errors import StoreClosed, StoreError
from sync.media import FOLDER

POLL_S = 10.0
"""How often an idle printer is asked how it is, in seconds."""
_CANNOT_PRINT = frozenset(
    {PrinterState.PAPER_OUT, PrinterState.COVER_OPEN, PrinterState.CUTTER_ERROR, PrinterState.OFFLINE}
)
_log = structlog.get_logger("printing")


class PrintWorker:
    """`changed` hears of every job, `state_changed` of the printer; both are called on this thread."""

    def __init__(
        self,
        view: DeskView,
        settings: PrinterSettings,
        changed: Callable[[PrintJob], None],
        state_changed: Callable[[PrinterWord], None],
        fact_made: Callable[[], None],
    ) -> None:
        self._view = view
        self._settings = settings
        self._changed = changed
        self._state_changed = state_changed
        self._fact_made = fact_made
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._printer: Printer = NoPrinter()
        self.word: PrinterWord = "none" if settings.kind == "none" else "unknown"
        self._thread = threading.Thread(target=self._run, name="print-worker", daemon=True)

    def start(self) -> None:
        """Settle what a crash has left, then begin."""
        count = self._view.store.write(lambda db: print_jobs.settle_interrupted(db, self._view.clock))
        if count:
            _log.warning("papers were on their way when the daemon ended", count=count)
            self._fact_made()
        with self._view.store.read() as db:
            broken = print_jobs.broke_off(db)
        self._printer = open_printer(self._settings, self._note, broken=broken)
        self._thread.start()

    def wake(self) -> None:
        """A paper was queued."""
        self._wake.set()

    def stop(self, patience_s: float = 20.0) -> None:
        """End after the paper that is under way."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(patience_s)

    def status(self, job: PaperJob) -> PrintJob:
        """Return what the screen is told of a job."""
        return PrintJob(
            job=job.job_id, template=job.template, state=job.state, printer=self.word, copy_number=job.copy_number
        )

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._wake.clear()
                self._turn()
                self._wake.wait(POLL_S)
        except StoreClosed:
            _log.info("the store is closed; printing ends")
        finally:
            self._printer.close()

    def _turn(self) -> None:
        try:
            while not self._stop.is_set():
                with self._view.store.read() as db:
                    job = print_jobs.next_queued(db)
                if job is None:
                    break
                self._print(job)
            if not self._stop.is_set() and self._settings.kind != "none":
                self._note(self._printer.state())
        except StoreClosed:
            raise
        except StoreError as error:
            _log.error("the store does not answer", error=str(error))

    def _print(self, job: PaperJob) -> None:
        if self._settings.kind == "none":
            return self._finish(job, "failed", "no printer")
        if wall_now() - datetime.fromisoformat(job.queued_at) > print_jobs.STALE:
            return self._finish(job, "failed", "too late")
        begun = time.monotonic()
        try:
            data = self._draw(job)
        except papers.NothingToDraw as error:
            return self._finish(job, "failed", str(error))
        except Exception:  # noqa: BLE001 - a paper that cannot be drawn must not stop the next visitor's; the fault is logged whole
            _log.exception("a paper cannot be drawn", template=job.template)
            return self._finish(job, "failed", "cannot be drawn")
        drawn = time.monotonic()
        state = self._printer.state()
        self._note(state)
        if state in _CANNOT_PRINT:
            return self._finish(job, "failed", state.value)
        self._view.store.write(lambda db: print_jobs.sending(db, job.job_id))
        self._tell(job, "sending")
        result = self._printer.print_page(data)
        took = {"draw_ms": round((drawn - begun) * 1000, 1), "print_ms": round((time.monotonic() - drawn) * 1000, 1)}
        _log.info("a page was sent", job=str(job.job_id), bytes=len(data), **took)
        self._note(result.state)
        outcomes: dict[Outcome, Literal["confirmed", "failed", "uncertain"]] = {
            Outcome.CONFIRMED: "confirmed",
            Outcome.FAILED: "failed",
            Outcome.UNCERTAIN: "uncertain",
        }
        return self._finish(job, outcomes[result.outcome], result.detail)

    def _draw(self, job: PaperJob) -> bytes:
        catalogue = self._view.catalogue()
        who, _content = self._view.enrolled()

        def find(subject: UUID) -> papers.Facts | None:
            with self._view.store.read() as db:
                return subjects.facts(db, who.public_url, subject)

        page = papers.compose(job, catalogue, find, self._logo(catalogue.organisation.logo))
        return encode(render(page, self._settings.dots, frozenset(self._settings.parts)))

    def _logo(self, sha256: str | None) -> bytes | None:
        if sha256 is None:
            return None
        path: Path = self._view.store.path.parent / FOLDER / sha256
        return path.read_bytes() if path.exists() else None

    def _finish(self, job: PaperJob, outcome: Literal["confirmed", "failed", "uncertain"], reason: str = "") -> None:
        self._view.store.write(lambda db: print_jobs.finish(db, self._view.clock, job, outcome, reason), patient=True)
        _log.info("a paper", job=str(job.job_id), template=job.template, outcome=outcome, reason=reason)
        self._fact_made()
        self._tell(job, outcome)

    def _tell(self, job: PaperJob, state: Any) -> None:
        self._changed(self.status(job).model_copy(update={"state": state}))

    def _note(self, state: PrinterState) -> None:
        word: PrinterWord = state.value
        if word != self.word:
            self.word = word
            self._state_changed(word)
