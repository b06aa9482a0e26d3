"""Coverage-guided fuzzing of whatever comes from a device: `python -m tests.devices.fuzz TARGET [libFuzzer options]`.

Targets: `scanner` (what is scanned and typed), `status` (a printer's bytes), `talk` (a page to a printer that says
anything), `twin` (what the virtual printer receives). Needs atheris (the extra `fuzz`). Runs until something raises, or
for -max_total_time seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["kiosk.devices", "sync.protocol.codes"]):
    from kiosk.devices.printer.base import Outcome, PrinterState
    from kiosk.devices.printer.escpos import Deadlines, EscposPrinter
    from kiosk.devices.printer.interpreter import Interpreter
    from kiosk.devices.printer.link import LinkError
    from kiosk.devices.printer.segments import segments
    from kiosk.devices.printer.status import StatusReader, automatic_state, real_time_state
    from kiosk.devices.scanner.base import Scan
    from kiosk.devices.scanner.framing import Framer
    from kiosk.devices.scanner.grammar import MAX_CHARACTERS, Gate, understand
    from kiosk.devices.scanner.wedge import Keys

PAGE = b"\x1b@\x1dP\xcb\xcb\x1dv0\x00\x02\x00\x04\x00" + bytes(8) + b"\x1dVB\x10"
QUICK = Deadlines(open=0.001, answer=0.001, report=0.001, doubt=0.002, stall=0.004, proof=0.004, quiet=0.001)


class Wrong(Exception):
    """Something was believed that nobody had said."""


def scanner(data: bytes) -> None:
    """Bytes of a serial scanner, and the same as keys."""
    framer, keys, typed, gate = Framer(clock=lambda: 0.0), Keys(), Framer(clock=lambda: 0.0), Gate(clock=lambda: 0.0)
    scans = framer.feed(data + b"\r")
    for at in range(0, len(data) - 1, 2):
        scans += typed.feed(keys.feed(data[at], data[at + 1] % 3))
    for raw in (*scans, data):
        seen = understand(raw, "desk.office.example")
        gate.admits(seen)
        if isinstance(seen, Scan) and not (len(raw) <= MAX_CHARACTERS and len(seen.code) == 14 and seen.code.isdigit()):
            raise Wrong(repr(raw))


def status(data: bytes) -> None:
    """A printer's bytes in any pieces."""
    whole, parts = StatusReader(), StatusReader()
    whole.feed(data)
    step = 1 + (data[0] % 7 if data else 0)
    for at in range(0, len(data), step):
        parts.feed(data[at : at + step])
    if whole.__dict__ != parts.__dict__:
        raise Wrong("pieces are read otherwise than the whole")
    if len(data) != 4 and real_time_state(data) is not PrinterState.UNKNOWN:
        raise Wrong("too few or too many answers have told a state")
    if len(data) >= 4:
        automatic_state(data[:4])
    if b"".join(segments(data)) != data:
        raise Wrong("a segment is lost")


class Babble:
    """A line to a printer that takes and says whatever the input tells."""

    two_way = True

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.asked_in_order = False

    def _next(self, count: int) -> bytes:
        taken, self._data = self._data[:count], self._data[count:]
        return taken

    def write_some(self, data: bytes, timeout: float) -> int:
        """Take some of it, or break."""
        how = self._next(1)
        if how == b"\xff":
            raise LinkError("broken", partly=True)
        taken = len(data) if not how or how[0] < 200 else how[0] % (len(data) + 1)
        self.asked_in_order |= b"\x1dr\x01" in data[:taken]
        return taken

    def read_some(self, timeout: float) -> bytes:
        """Say something."""
        length = self._next(1)
        if length == b"\xff":
            raise LinkError("broken")
        return self._next(length[0] % 16) if length else b""

    def unsent(self) -> int:
        """Nothing waits."""
        return 0

    def close(self) -> None:
        """Nothing is held."""


def talk(data: bytes) -> None:
    """A whole page to a printer that says anything."""
    lines: list[Babble] = []

    def opener(timeout: float) -> Babble:
        if len(lines) > 8:
            raise LinkError("away")
        lines.append(Babble(data if not lines else lines[-1]._data))
        return lines[-1]

    printer = EscposPrinter(opener, deadlines=QUICK)
    for _ in range(2):
        result = printer.print_page(PAGE)
        if result.outcome is Outcome.CONFIRMED and not any(line.asked_in_order for line in lines):
            raise Wrong("confirmed, but the printer was never asked")
    printer.close()


def twin(data: bytes) -> None:
    """What the virtual printer receives; a picture of its size is no fault of it."""
    interpreter = Interpreter(384, lambda slip: None, lambda kind, argument: None)
    interpreter.feed(data)
    steps = 0
    while interpreter.step() and steps < 2000:
        steps += 1


TARGETS: dict[str, Callable[[bytes], None]] = {"scanner": scanner, "status": status, "talk": talk, "twin": twin}

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
