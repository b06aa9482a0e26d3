"""No ticket lost, none twice without a person's word, the truth within two seconds, recovery without a restart."""

from __future__ import annotations

import os

import pytest

from kiosk.devices.printer.base import Outcome
from kiosk.devices.printer.escpos import RESET, Deadlines
from kiosk.devices.printer.segments import segments
from kiosk.devices.printer.status import ASK_REAL_TIME, AUTOMATIC_ON
from tests.devices.faults import FAULTS, FIRST_BYTES, TRANSPORTS, Fault, Phase, Transport, cells, run

PHASES: tuple[Phase, ...] = ("before", "during", "after")
QUICK = Deadlines(answer=0.4, doubt=0.5, stall=1.0, proof=3.0, quiet=0.3)
EVERY = int(os.environ.get("MIZBAN_FAULT_EVERY", "0"))


def _some() -> list[tuple[Fault, Transport, Phase, int]]:
    """Return one phase for each fault and transport, so that each phase meets each of both."""
    chosen = []
    for row, fault in enumerate(FAULTS):
        for column, transport in enumerate(TRANSPORTS):
            phase = PHASES[(row + column) % 3]
            at = 1000 * (1 + (7 * row + 5 * column) % (len(FIRST_BYTES) // 1000))
            chosen.append((fault, transport, phase, at if phase == "during" else 0))
    return chosen


CELLS = list(cells(EVERY)) if EVERY else _some()


@pytest.mark.parametrize(
    ("fault", "transport", "phase", "at"),
    CELLS,
    ids=[f"{fault.name}-{transport}-{phase}-{at}".replace(" ", "_") for fault, transport, phase, at in CELLS],
)
def test_fault(fault: Fault, transport: Transport, phase: Phase, at: int) -> None:
    row = run(fault, transport, phase, at, QUICK)
    assert row.problems == []


def _headers() -> list[int]:
    """Return, for each picture of the page, how many bytes the printer has when half of its header has arrived."""
    places, before = [], len(ASK_REAL_TIME + RESET + AUTOMATIC_ON)
    for part in segments(FIRST_BYTES.removeprefix(RESET)):
        at = 0
        while (at := part.find(b"\x1dv0", at)) >= 0:
            places.append(before + at + 3)
            at += 8
        before += len(part + ASK_REAL_TIME)
    return places


@pytest.mark.parametrize("at", _headers()[2:20:6])
@pytest.mark.parametrize("transport", ["serial", "network"])
def test_a_picture_s_header_torn_in_two_does_not_swallow_what_follows(transport: Transport, at: int) -> None:
    """The first question after it would else be taken for the picture's size: hundreds of kilobytes to wait for."""
    cut = next(fault for fault in FAULTS if fault.name == "cable cut")
    assert run(cut, transport, "during", at, QUICK).problems == []


@pytest.mark.parametrize("name", ["cable cut", "power cycle"])
def test_a_usb_transfer_that_breaks_off_in_its_first_packets_is_uncertain(name: str) -> None:
    """libusb does not say how many packets had arrived: nobody may say that nothing is on paper."""
    row = run(next(fault for fault in FAULTS if fault.name == name), "usb", "during", 1000, QUICK)
    assert row.problems == [] and row.outcome is Outcome.UNCERTAIN
