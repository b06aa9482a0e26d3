"""Every fault of the twin, over every transport, before, during and after a page: what came of it.

`python -m tests.devices.faults` runs the whole table with the product's own deadlines and prints it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PIL import Image

from kiosk.devices.printer.base import Outcome, PrinterState, PrintResult
from kiosk.devices.printer.escpos import Deadlines, EscposPrinter
from kiosk.devices.printer.file import open_file
from kiosk.devices.printer.link import Link
from kiosk.devices.printer.network import open_network
from kiosk.devices.printer.serial import open_serial
from kiosk.devices.printer.usb import open_usb
from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.devices.printer.virtual_lines import SerialPrinter, TcpPrinter
from kiosk.printing.escpos import encode
from kiosk.printing.render import render
from tests.devices.usb_twin import PRODUCT, VENDOR, UsbTwin
from tests.printing.samples import ticket

Transport = Literal["network", "serial", "file", "usb"]
Phase = Literal["before", "during", "after"]
TRANSPORTS: tuple[Transport, ...] = ("network", "serial", "file", "usb")
GONE = frozenset({PrinterState.UNKNOWN, PrinterState.OFFLINE})


@dataclass(frozen=True)
class Fault:
    """What goes wrong, what is true of the printer then, and whether a page can still be printed."""

    name: str
    changes: dict[str, Any]
    truth: frozenset[PrinterState]
    prints: bool = False


FAULTS = (
    Fault("paper low", {"paper": "low"}, frozenset({PrinterState.PAPER_LOW}), prints=True),
    Fault("paper out", {"paper": "out"}, frozenset({PrinterState.PAPER_OUT})),
    Fault("cover open", {"cover": "open"}, frozenset({PrinterState.COVER_OPEN})),
    Fault("cutter error", {"cutter": "error"}, frozenset({PrinterState.CUTTER_ERROR})),
    Fault("offline", {"online": "no"}, frozenset({PrinterState.OFFLINE})),
    Fault("answers late", {"delay_s": 0.3}, frozenset({PrinterState.READY}), prints=True),
    Fault("answers rubbish", {"line": "rubbish"}, frozenset({PrinterState.UNKNOWN})),
    Fault("never answers", {"line": "silent"}, frozenset({PrinterState.UNKNOWN})),
    Fault("stops reading", {"line": "deaf"}, frozenset({PrinterState.UNKNOWN})),
    Fault("cable cut", {"line": "cut"}, GONE),
    Fault("line reset", {"line": "drop"}, GONE | {PrinterState.READY}),
    Fault("power cycle", {"power": "cycle"}, GONE | {PrinterState.READY}),
)
RESTORED = {"paper": "ok", "cover": "closed", "cutter": "ok", "online": "yes", "line": "ok", "delay_s": 0.0}

FIRST = render(ticket("fa"), 576)
SECOND = render(ticket("en"), 576)
FIRST_BYTES, SECOND_BYTES = encode(FIRST), encode(SECOND)


@dataclass
class Row:
    """One cell of the table. `told_s` is from the fault to the truth being told; None where nobody had to be told."""

    fault: str
    transport: Transport
    phase: str
    outcome: Outcome
    state: PrinterState
    told_s: float | None
    on_paper: int
    next_outcome: Outcome
    next_s: float
    problems: list[str]


@contextmanager
def twin(transport: Transport) -> Iterator[tuple[VirtualPrinter, Callable[[float], Link]]]:
    """Yield a virtual printer and what opens a line to it."""
    printer = VirtualPrinter()
    if transport == "network":
        tcp = TcpPrinter(printer)
        yield printer, lambda timeout: open_network("127.0.0.1", tcp.port, timeout)
        tcp.stop()
    elif transport == "usb":
        backend = UsbTwin(printer)
        yield printer, lambda _: open_usb(VENDOR, PRODUCT, backend)
    else:
        port = SerialPrinter(printer)
        if transport == "serial":
            yield printer, lambda _: open_serial(port.path, 115200, "none")
        else:
            yield printer, lambda _: open_file(port.path)
        port.unplug()


def whole(slips: list[Image.Image], picture: Image.Image) -> int:
    """Count the slips that are exactly `picture` (and white below)."""
    wanted = np.asarray(picture)
    return sum(
        slip.height >= picture.height
        and bool((np.asarray(slip)[: picture.height] == wanted).all())
        and bool(np.asarray(slip)[picture.height :].all())
        for slip in slips
    )


def inked(slips: list[Image.Image]) -> bool:
    """Whether any slip has ink."""
    return any(not np.asarray(slip).all() for slip in slips)


class _Clock:
    """When the fault came and when each state was told."""

    def __init__(self) -> None:
        self.fault_at: float | None = None
        self.told: list[tuple[float, PrinterState]] = []

    def watch(self, state: PrinterState) -> None:
        self.told.append((time.monotonic(), state))

    def delay(self, truth: frozenset[PrinterState], result: PrintResult, end: float) -> float | None:
        if self.fault_at is None:
            return None
        earlier = [state for at, state in self.told if at < self.fault_at]
        if earlier and earlier[-1] in truth:
            return 0.0
        times = [at for at, state in self.told if state in truth and at >= self.fault_at - 0.05]
        if result.state in truth:
            times.append(end)
        return max(0.0, min(times) - self.fault_at) if times else None


def run(fault: Fault, transport: Transport, phase: Phase, at: int = 0, deadlines: Deadlines | None = None) -> Row:
    """Print a page with the fault at its place, put the printer right, print another; return what was seen.

    `at` is the byte of the page after which the fault of phase `during` comes.
    """
    clock = _Clock()
    with twin(transport) as (device, opener):
        printer = EscposPrinter(opener, deadlines=deadlines, watch=clock.watch)
        printer.state()
        _arrange(device, fault, phase, at)
        begin = time.monotonic()
        result = printer.print_page(FIRST_BYTES)
        end = time.monotonic()
        clock.fault_at = begin if phase == "before" else device.struck_at
        told = clock.delay(fault.truth, result, end)
        device.set(**RESTORED)
        start = time.monotonic()
        following = printer.print_page(SECOND_BYTES)
        while following.outcome is Outcome.FAILED and time.monotonic() < start + 5:  # as the daemon tries again
            following = printer.print_page(SECOND_BYTES)
        took = time.monotonic() - start
        printer.close()
        where = f"{phase} {at}" if phase == "during" else phase
        row = Row(
            fault.name, transport, where, result.outcome, result.state, told,
            whole(device.slips, FIRST), following.outcome, took, [],
        )  # fmt: skip
        row.problems = _problems(row, fault, phase, device)
        return row


def _arrange(device: VirtualPrinter, fault: Fault, phase: Phase, at: int) -> None:
    after = {"before": {}, "during": {"after": at}, "after": {"after": "cut"}}[phase]
    device.apply(fault.changes | after)


def _problems(row: Row, fault: Fault, phase: Phase, device: VirtualPrinter) -> list[str]:
    """Return what must never be: a ticket lost, doubled or lied about; a truth told late; no recovery."""
    found = []
    ink_of_first = inked([slip for slip in device.slips if not whole([slip], SECOND)])
    if row.outcome is Outcome.CONFIRMED and row.on_paper != 1:
        found.append(f"confirmed, but on paper {row.on_paper} times")
    if row.outcome is Outcome.FAILED and ink_of_first:
        found.append("failed, but there is ink on paper")
    if row.on_paper > 1:
        found.append("printed twice")
    if whole(device.slips, SECOND) != 1 or row.next_outcome is not Outcome.CONFIRMED:
        found.append(f"the next page: {row.next_outcome}, whole on paper {whole(device.slips, SECOND)} times")
    if fault.prints and row.outcome is not Outcome.CONFIRMED:
        found.append("not printed though it could be")
    if row.outcome is not Outcome.CONFIRMED and (row.told_s is None or row.told_s > 2.0):
        found.append(f"the truth was told after {row.told_s} s")
    return found


def cells(every: int) -> Iterator[tuple[Fault, Transport, Phase, int]]:
    """Yield every cell; faults during a page come at each `every`-th byte."""
    for fault in FAULTS:
        for transport in TRANSPORTS:
            yield fault, transport, "before", 0
            for at in range(every, len(FIRST_BYTES), every):
                yield fault, transport, "during", at
            yield fault, transport, "after", 0


def main() -> int:
    """Run the table and print one line for each fault, transport and phase."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    groups: dict[tuple[str, str, str], list[Row]] = {}
    todo = list(cells(every))
    with ProcessPoolExecutor(4) as pool:  # nearly all of the time is waiting
        for cell, row in zip(todo, pool.map(run, *zip(*todo, strict=True), chunksize=8), strict=True):
            groups.setdefault((cell[0].name, cell[1], cell[2]), []).append(row)
    print(f"{'fault':16} {'line':8} {'when':7} {'runs':>4}  outcomes{'':37} told in s  next in s  problems")
    bad = 0
    for (name, transport, phase), rows in groups.items():
        outcomes = ", ".join(
            f"{sum(row.outcome is outcome for row in rows)} {outcome}"
            for outcome in Outcome
            if any(row.outcome is outcome for row in rows)
        )
        told = max((row.told_s for row in rows if row.told_s is not None), default=0.0)
        problems = sorted({problem for row in rows for problem in row.problems})
        bad += sum(bool(row.problems) for row in rows)
        slowest = max(row.next_s for row in rows)
        print(
            f"{name:16} {transport:8} {phase:7} {len(rows):4}  {outcomes:45} {told:8.2f} {slowest:10.2f}"
            f"  {'; '.join(problems) or '-'}"
        )
    print(f"{sum(map(len, groups.values()))} pages, {bad} with a problem")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
