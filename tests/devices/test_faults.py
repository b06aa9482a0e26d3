"""No ticket lost, none twice without a person's word, the truth within two seconds, recovery without a restart."""

from __future__ import annotations

import os

import pytest

from kiosk.devices.printer.escpos import Deadlines
from tests.devices.faults import FAULTS, TRANSPORTS, Fault, Phase, Transport, cells, run

PHASES: tuple[Phase, ...] = ("before", "during", "after")
QUICK = Deadlines(answer=0.4, doubt=0.5, stall=1.0, proof=3.0, quiet=0.3)
EVERY = int(os.environ.get("MIZBAN_FAULT_EVERY", "0"))


def _some() -> list[tuple[Fault, Transport, Phase, int]]:
    """Return one phase for each fault and transport, so that each phase meets each of both."""
    chosen = []
    for row, fault in enumerate(FAULTS):
        for column, transport in enumerate(TRANSPORTS):
            phase = PHASES[(row + column) % 3]
            chosen.append(
                (fault, transport, phase, 1000 * (1 + (7 * row + 5 * column) % 22) if phase == "during" else 0)
            )
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
