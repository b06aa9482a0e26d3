"""What every printer, real or virtual, offers; states and outcomes as the rest of the kiosk knows them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PrinterState(StrEnum):
    """What is known of the printer now. `UNKNOWN` is an answer of its own: silence is never read as empty or ready."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER_ERROR = "cutter_error"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What became of one page. Only the printer's in-order answer (`GS r 1`) makes it `CONFIRMED`."""

    CONFIRMED = "confirmed"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class PrintResult:
    """`FAILED`: surely not on paper, may be sent again. `UNCERTAIN`: a person must look before it is printed again."""

    outcome: Outcome
    state: PrinterState
    detail: str = ""


class Printer(Protocol):
    """One printer. Calls block up to their deadlines and belong to the print worker's thread alone."""

    def state(self) -> PrinterState:
        """Ask the printer how it is, within two seconds; never raises for what a device can do."""
        ...

    def print_page(self, data: bytes) -> PrintResult:
        """Send one page (ESC/POS bytes, ending with a cut) and wait for proof that it was printed."""
        ...

    def close(self) -> None:
        """Let go of the device; the next call opens it again."""
        ...
