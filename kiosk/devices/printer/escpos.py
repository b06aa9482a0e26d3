"""The conversation with an ESC/POS printer: ask, send, ask for proof; outcomes are told apart by what is surely known.

python-escpos reports success on a cut cable; here a page is `CONFIRMED` only by the printer's in-order answer, `FAILED`
only if none of it can be on paper, and everything between is `UNCERTAIN`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.devices.printer.base import Outcome, PrinterState, PrintResult
from kiosk.devices.printer.link import Link, LinkError
from kiosk.devices.printer.segments import segments
from kiosk.devices.printer.status import (
    ASK_IN_ORDER,
    ASK_REAL_TIME,
    AUTOMATIC_OFF,
    AUTOMATIC_ON,
    BLOCKING,
    StatusReader,
    real_time_state,
)

RESET = b"\x1b@"
CHUNK = 4096
_ASK_EVERY_S = 0.3
_TORN_COMMAND = bytes(8)
"""Completes a command that the line broke in the middle of. Without it the first question would be taken for the rest
of a picture's header, and the printer would wait for a picture of hundreds of kilobytes."""
_RECOVERY = bytes(128 * 72) + RESET + b"\x1dVB\x00"
"""After a broken page: NUL bytes complete a picture that the printer may still be waiting for, then what is left of
that page is cut off, so that it cannot hang on the next visitor's ticket."""


@dataclass(frozen=True)
class Deadlines:
    """How long the printer may take, in seconds."""

    open: float = 0.6
    answer: float = 0.5
    report: float = 0.3
    """The first report of automatic status, after it was asked for."""
    doubt: float = 1.5
    """No byte moved either way for this long: the state is told as unknown while the page is still tried."""
    stall: float = 4.0
    """The same for this long: the page is given up as uncertain."""
    proof: float = 15.0
    """From the last byte to the printer's in-order answer."""
    quiet: float = 1.0
    """After a broken page: silence for this long means that no answer to it is on its way any more."""


class _StalledError(Exception):
    """Nothing moves any more."""


class _BlockedError(Exception):
    """The printer says that it cannot print."""


class EscposPrinter:
    """A printer behind a line that `opener` opens. Implements `Printer`; belongs to one thread.

    `watch` is called with each change of state, also while a page is on its way. `answers` is False for a printer that
    is known never to answer: its pages can only be uncertain. `broken`: an earlier process broke a page off.
    """

    def __init__(
        self,
        opener: Callable[[float], Link],
        *,
        answers: bool = True,
        deadlines: Deadlines | None = None,
        watch: Callable[[PrinterState], None] | None = None,
        broken: bool = False,
    ) -> None:
        self._opener = opener
        self._answers = answers
        self._limits = deadlines or Deadlines()
        self._watch = watch
        self._link: Link | None = None
        self._reader = StatusReader()
        self._known = PrinterState.UNKNOWN
        self._broken = broken
        self._expected = 0  # real-time answers that this line owes since it was opened
        self._question = b""  # what is left to send of the last real-time question
        self._proofs_owed = 0  # in-order answers to pages that were given up
        self._reports = True  # whether it is known to report by itself; True until it is found not to
        self._noise = 0  # bytes without meaning before this page
        self._moved = 0.0  # when a byte last went either way
        self._taken = 0  # bytes of this page that the line has taken
        self._partly = False  # whether the line broke while more of them were handed over
        self._on_paper = False  # whether those bytes are the page's own

    def state(self) -> PrinterState:
        """Ask the printer, on a new line where the old one no longer answers."""
        known = self._ask_on_open_line() if self._link else PrinterState.UNKNOWN
        if known is PrinterState.UNKNOWN:
            self.close()
            known = self._ask_on_new_line()
        self._tell(known)
        return known

    def print_page(self, data: bytes) -> PrintResult:
        """Send one page and wait for the proof; see `Printer`."""
        state = self.state()
        link = self._link
        if link is None:
            return PrintResult(Outcome.FAILED, state, "the printer cannot be reached")
        if state in BLOCKING:
            return PrintResult(Outcome.FAILED, state, "not sent")
        can_answer = self._answers and link.two_way
        if state is PrinterState.UNKNOWN and can_answer:
            self.close()
            return PrintResult(Outcome.FAILED, state, "the printer does not answer; not sent")
        self._taken, self._partly, self._on_paper = 0, False, False
        try:
            if self._broken and can_answer:
                self._recover(link)
            self._taken, self._on_paper = 0, True
            return self._print(link, data, can_answer)
        except LinkError as error:
            self._partly = error.partly
            return self._give_up(PrinterState.UNKNOWN, str(error))
        except _StalledError as error:
            return self._give_up(PrinterState.UNKNOWN, str(error))
        except _BlockedError as error:
            return self._give_up(self._known, str(error))

    def close(self) -> None:
        """Let go of the line."""
        if self._link is not None:
            self._link.close()
            self._link = None

    def _give_up(self, state: PrinterState, detail: str) -> PrintResult:
        self.close()
        self._tell(state)
        if not self._on_paper or (self._taken == 0 and not self._partly):
            return PrintResult(Outcome.FAILED, state, detail)
        self._broken = True
        sent = f"{self._taken} bytes{' or more' if self._partly else ''} had been sent"
        return PrintResult(Outcome.UNCERTAIN, state, f"{detail}; {sent}")

    def _tell(self, state: PrinterState) -> None:
        if state is not self._known:
            self._known = state
            if self._watch is not None:
                self._watch(state)

    # Asking

    def _ask_on_open_line(self) -> PrinterState:
        try:
            return self._ask()
        except (LinkError, _StalledError):
            return PrinterState.UNKNOWN

    def _ask_on_new_line(self) -> PrinterState:
        try:
            self._link = self._opener(self._limits.open)
            self._reader, self._expected = StatusReader(), 0
            self._question = _TORN_COMMAND if self._broken else b""
        except LinkError:
            return PrinterState.OFFLINE
        return self._ask_on_open_line()

    def _ask(self) -> PrinterState:
        """Ask in real time and return the state; bytes that fit no answer make it unknown."""
        link = self._link
        if link is None or not (self._answers and link.two_way):
            return PrinterState.UNKNOWN
        noise, end = self._reader.noise, time.monotonic() + self._limits.answer
        while True:
            self._begin_question()
            while self._question and time.monotonic() < end:
                self._send_question(link, end - time.monotonic())
            # Late answers to older questions come first; only when all are in do the last four tell the state.
            while self._reader.real_time_count < self._expected and time.monotonic() < end:
                self._reader.feed(link.read_some(end - time.monotonic()))
            if self._reader.noise == noise and self._reader.real_time_count <= self._expected:
                return self._answered()
            # Rubbish, or more than was asked for: what an earlier talk left behind. Let it run out and ask again.
            while time.monotonic() < end and (data := link.read_some(0.05)):
                self._reader.feed(data)
            if time.monotonic() >= end:
                return PrinterState.UNKNOWN
            self._expected, noise = self._reader.real_time_count, self._reader.noise

    def _begin_question(self) -> None:
        self._question += ASK_REAL_TIME
        self._expected += 4

    def _send_question(self, link: Link, timeout: float) -> None:
        self._question = self._question[link.write_some(self._question, timeout) :]

    def _answered(self) -> PrinterState:
        if self._reader.real_time_count != self._expected:
            return PrinterState.UNKNOWN
        return real_time_state(bytes(self._reader.real_time))

    # Printing

    def _print(self, link: Link, data: bytes, can_answer: bool) -> PrintResult:
        if not can_answer:
            self._send(link, data)
            self.close()
            return PrintResult(Outcome.UNCERTAIN, PrinterState.UNKNOWN, "this printer never answers")
        self._noise = self._reader.noise
        # ESC @ ends automatic status, so it is asked for after the page's own reset.
        self._turn_on_reports(link)
        for part in segments(data.removeprefix(RESET)):
            self._expected += 4
            self._send(link, part + ASK_REAL_TIME)
        self._await_proof(link, AUTOMATIC_OFF)
        self._broken = False
        return PrintResult(Outcome.CONFIRMED, self.state())

    def _turn_on_reports(self, link: Link) -> None:
        """Ask for automatic status and wait a moment for the first report: from then on trouble is told by itself.

        A printer that does not report by itself costs this moment once.
        """
        reports = self._reader.report_count
        self._send(link, RESET + AUTOMATIC_ON)
        self._taken = 0  # nothing of the page yet
        end = time.monotonic() + (self._limits.report if self._reports else 0.0)
        while self._reader.report_count == reports and time.monotonic() < end:
            self._listen(link, end - time.monotonic())
        self._reports = self._reader.report_count > reports

    def _send(self, link: Link, data: bytes, drain: bool = False) -> None:
        """Send all of `data`, listening between chunks; with `drain` also wait until the line has delivered it."""
        view = memoryview(data)
        self._moved = time.monotonic()
        unsent = 0
        while view or unsent:
            taken = link.write_some(bytes(view[:CHUNK]), 0.1) if view else 0
            self._taken += taken
            view = view[taken:]
            before, unsent = unsent, link.unsent() if drain else 0
            self._note_progress(taken > 0 or unsent < before)
            self._listen(link, 0.0 if view else min(0.02, unsent))

    def _note_progress(self, moved: bool) -> None:
        now = time.monotonic()
        if moved:
            self._moved = now
        elif now - self._moved > self._limits.stall:
            raise _StalledError("the printer takes no more bytes")
        elif now - self._moved > self._limits.doubt:
            self._tell(PrinterState.UNKNOWN)

    def _listen(self, link: Link, timeout: float) -> bool:
        """Read what has arrived; return whether anything had. Raises `_BlockedError` on a report of trouble."""
        data = link.read_some(timeout)
        self._reader.automatic = None
        self._reader.feed(data)
        if self._reader.noise > self._noise:
            raise _StalledError("the printer answers with bytes that mean nothing")
        if self._reader.automatic is not None:
            self._tell(self._reader.automatic)
            self._check_blocked()
        if data and self._answered() is not PrinterState.UNKNOWN:
            self._tell(self._answered())
            self._check_blocked()
        return bool(data)

    def _check_blocked(self) -> None:
        if self._known in BLOCKING:
            raise _BlockedError(f"the printer stopped: {self._known}")

    def _await_proof(self, link: Link, last: bytes) -> None:
        """Send `last`, then wait for the in-order answer; asks in real time meanwhile, to know of trouble at once."""
        before = self._reader.in_order_count
        self._proofs_owed += 1
        self._send(link, last + ASK_IN_ORDER, drain=True)
        start = asked = self._moved = time.monotonic()
        while self._reader.in_order_count == before or self._reader.real_time_count < self._expected:
            self._note_progress(self._listen(link, 0.05))
            now = time.monotonic()
            if now - start > self._limits.proof:
                raise _StalledError("the printer did not confirm the page in time")
            if self._reader.in_order_count == before and not self._question and now - asked > _ASK_EVERY_S:
                self._begin_question()
                asked = now
            if self._question:
                self._send_question(link, 0)
        # A picture may hold the bytes of a question by chance; what it had answered is not waited for.
        self._expected = self._reader.real_time_count
        self._proofs_owed -= 1

    def _recover(self, link: Link) -> None:
        """Bring a printer whose last page broke off back to a clean start; nothing of the new page is sent yet."""
        owed, before = self._proofs_owed, self._reader.in_order_count
        self._noise = self._reader.noise
        self._await_proof(link, _RECOVERY)
        # Answers to pages that were given up must not pass for the next page's; a printer that was off owes none.
        while self._reader.in_order_count - before <= owed and self._listen(link, self._limits.quiet):
            pass
        self._broken, self._proofs_owed = False, 0
