"""What a printer's status bytes mean (Epson ESC/POS: `DLE EOT n`, `GS a` automatic status back, `GS r 1`).

The three kinds arrive on one line and are told apart by their fixed bits:
real-time `0xx1xx10`, the first of four automatic bytes `0xx1xx00`, in-order answers `0xx0xxxx`.
"""

from __future__ import annotations

from collections import deque

from kiosk.devices.printer.base import PrinterState

ASK_REAL_TIME = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
"""`DLE EOT 1…4`: printer, cause of being offline, error, paper. Four bytes answer it."""

ASK_IN_ORDER = b"\x1dr\x01"
"""`GS r 1`: answered only when everything before it has been carried out."""

AUTOMATIC_ON = b"\x1da\x0e"
"""`GS a 14`: the printer reports by itself when it goes offline, has an error or its paper changes."""
AUTOMATIC_OFF = b"\x1da\x00"

BLOCKING = frozenset({PrinterState.PAPER_OUT, PrinterState.COVER_OPEN, PrinterState.CUTTER_ERROR, PrinterState.OFFLINE})
"""States in which nothing can be printed until somebody comes."""


_PAPER_BITS = (0x00, 0x03, 0x0C, 0x0F)
"""Both bits of each of the two paper sensors are equal in an answer to `GS r 1`."""

_FLOW = b"\x11\x13"
"""XON and XOFF, where the line's driver lets them through."""


class StatusReader:
    """Sorts the bytes of one line by kind. Feed it whatever arrives; it never raises."""

    def __init__(self) -> None:
        self.real_time_count = 0
        """Real-time answers since the line was opened; `real_time` holds the last four."""
        self.real_time: deque[int] = deque(maxlen=4)
        self.in_order_count = 0
        self.automatic: PrinterState | None = None
        """What the last report that came by itself told."""
        self.report_count = 0
        self.noise = 0
        """Bytes that fit no answer."""
        self._frame: list[int] = []

    def feed(self, data: bytes) -> None:
        """Take bytes in the order of their arrival."""
        for byte in data:
            self._take(byte)

    def _take(self, byte: int) -> None:
        if self._frame:
            if byte & 0x90 == 0:
                self._frame.append(byte)
                if len(self._frame) == 4:
                    self.automatic = automatic_state(bytes(self._frame))
                    self.report_count += 1
                    self._frame = []
                return
            self.noise += len(self._frame)
            self._frame = []
        if byte & 0x93 == 0x12:
            self.real_time.append(byte)
            self.real_time_count += 1
        elif byte & 0x93 == 0x10:
            self._frame = [byte]
        elif byte & 0x90 == 0 and byte & 0x0F in _PAPER_BITS:
            self.in_order_count += 1
        elif byte not in _FLOW:
            self.noise += 1


def real_time_state(answers: bytes) -> PrinterState:
    """Return the state that the four answers to `ASK_REAL_TIME` tell; the most hindering one where several hold."""
    if len(answers) != 4:
        return PrinterState.UNKNOWN
    printer, cause, error, paper = answers
    if cause & 0x04:
        return PrinterState.COVER_OPEN
    if cause & 0x20 or paper & 0x60:
        return PrinterState.PAPER_OUT
    if error & 0x08:
        return PrinterState.CUTTER_ERROR
    if printer & 0x08 or cause & 0x40 or error & 0x60:
        return PrinterState.OFFLINE
    return PrinterState.PAPER_LOW if paper & 0x0C else PrinterState.READY


def automatic_state(frame: bytes) -> PrinterState:
    """Return the state that four bytes of automatic status back tell."""
    first, error, paper, _ = frame
    if first & 0x20:
        return PrinterState.COVER_OPEN
    if paper & 0x0C:
        return PrinterState.PAPER_OUT
    if error & 0x08:
        return PrinterState.CUTTER_ERROR
    if first & 0x08 or error & 0x60:
        return PrinterState.OFFLINE
    return PrinterState.PAPER_LOW if paper & 0x03 else PrinterState.READY
