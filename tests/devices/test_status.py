"""Whatever a printer says, nothing raises, silence is never read as ready, and only its own answer is a proof."""

from __future__ import annotations

import os
import socket
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk import config
from kiosk.devices.printer import open_printer
from kiosk.devices.printer.base import Outcome, PrinterState
from kiosk.devices.printer.escpos import Deadlines, EscposPrinter
from kiosk.devices.printer.network import open_network
from kiosk.devices.printer.segments import segments
from kiosk.devices.printer.status import StatusReader, automatic_state, real_time_state
from kiosk.devices.printer.virtual import Condition
from kiosk.printing.preview import preview

EXAMPLES = int(os.environ.get("MIZBAN_EXAMPLES", "200"))


@settings(max_examples=EXAMPLES)
@given(st.lists(st.binary(max_size=20), max_size=20))
def test_any_bytes_can_be_fed_in_any_pieces(pieces: list[bytes]) -> None:
    whole, parts = StatusReader(), StatusReader()
    whole.feed(b"".join(pieces))
    for piece in pieces:
        parts.feed(piece)
    assert whole.__dict__ == parts.__dict__


@given(st.binary(max_size=8))
def test_too_few_or_too_many_answers_are_unknown(answers: bytes) -> None:
    state = real_time_state(answers)
    assert (state is PrinterState.UNKNOWN) if len(answers) != 4 else isinstance(state, PrinterState)


CONDITIONS = [
    (Condition(), PrinterState.READY),
    (Condition(paper="low"), PrinterState.PAPER_LOW),
    (Condition(paper="out"), PrinterState.PAPER_OUT),
    (Condition(cover="open"), PrinterState.COVER_OPEN),
    (Condition(cover="open", paper="out"), PrinterState.COVER_OPEN),
    (Condition(cutter="error"), PrinterState.CUTTER_ERROR),
    (Condition(online="no"), PrinterState.OFFLINE),
    (Condition(paper="low", cutter="error"), PrinterState.CUTTER_ERROR),
]


@pytest.mark.parametrize(("condition", "state"), CONDITIONS)
def test_both_ways_of_telling_say_the_same(condition: Condition, state: PrinterState) -> None:
    assert real_time_state(bytes(condition.real_time(question) for question in (1, 2, 3, 4))) is state
    assert automatic_state(condition.automatic()) is state


def test_the_bytes_of_the_manual() -> None:
    """Values as Epson's reference gives them, not as the twin makes them."""
    assert real_time_state(b"\x16\x12\x12\x12") is PrinterState.READY  # drawer pin high
    assert real_time_state(b"\x1a\x36\x12\x12") is PrinterState.COVER_OPEN
    assert real_time_state(b"\x1a\x32\x12\x72") is PrinterState.PAPER_OUT
    assert real_time_state(b"\x12\x12\x12\x1e") is PrinterState.PAPER_LOW
    assert real_time_state(b"\x1a\x52\x32\x12") is PrinterState.OFFLINE
    assert automatic_state(b"\x14\x00\x00\x0f") is PrinterState.READY


@given(st.binary(max_size=30000))
def test_segments_lose_nothing(data: bytes) -> None:
    assert b"".join(segments(data)) == data


def test_segments_of_a_ticket_end_between_commands() -> None:
    parts = list(segments(preview("fa")[1]))
    assert len(parts) >= 4
    assert all(part[:1] in (b"\x1b", b"\x1d") for part in parts)


class _Babbler:
    """A TCP "printer" that answers every read with the next of some bytes, whatever was asked."""

    def __init__(self, says: list[bytes]) -> None:
        self._says = says
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        says = list(self._says)
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            with line:
                try:
                    while line.recv(65536):
                        if says:
                            line.sendall(says.pop(0))
                except OSError:
                    continue

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(2)


@settings(max_examples=EXAMPLES // 20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.binary(min_size=1, max_size=12), max_size=6))
def test_a_printer_that_babbles_raises_nothing(says: list[bytes]) -> None:
    babbler = _Babbler(says)
    limits = Deadlines(answer=0.05, doubt=0.1, stall=0.2, proof=0.3, quiet=0.05)
    printer = EscposPrinter(lambda timeout: open_network("127.0.0.1", babbler.port, timeout), deadlines=limits)
    result = printer.print_page(preview("en")[1])
    printer.close()
    babbler.close()
    assert result.outcome in Outcome
    if not says:
        assert (result.outcome, result.state) == (Outcome.FAILED, PrinterState.UNKNOWN)


def test_no_printer_fails_at_once_and_says_so() -> None:
    printer = open_printer(config.Printer(kind="none"))
    result = printer.print_page(b"page")
    assert (result.outcome, result.state) == (Outcome.FAILED, PrinterState.UNKNOWN)
