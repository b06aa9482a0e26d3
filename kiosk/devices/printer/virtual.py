"""A printer that is not there: draws what it receives, answers as a real one, and misbehaves when told to.

It is part of the product: the demonstration prints on it, technicians try a kiosk with it, and the tests take its paper
out. `VirtualPrinter` is the device; `virtual_lines` connects it to a TCP port or a pseudo-terminal.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from PIL import Image

from kiosk.devices.printer.interpreter import Interpreter

Line = Literal["ok", "silent", "deaf", "rubbish", "drop", "cut"]
LINE_MEANINGS: dict[Line, str] = {
    "ok": "reads and answers",
    "silent": "reads and prints, never answers",
    "deaf": "stops reading; the line stays open",
    "rubbish": "answers with bytes that mean nothing",
    "drop": "resets the connection once, then works again",
    "cut": "resets the connection and takes no other until it is ok again",
}
BOOT_S = 1.0
"""How long the printer is away when it is switched off and on."""
RUBBISH = b"\xff\x00\x93\xfe\x7f\x81"


@dataclass(frozen=True)
class Condition:
    """How the virtual printer is. Each field can be set while it runs."""

    paper: Literal["ok", "low", "out"] = "ok"
    cover: Literal["closed", "open"] = "closed"
    cutter: Literal["ok", "error"] = "ok"
    online: Literal["yes", "no"] = "yes"
    line: Line = "ok"
    delay_s: float = 0.0
    """Every answer comes this much late."""

    @property
    def blocked(self) -> bool:
        """Whether the head stands still."""
        return self.paper == "out" or self.cover == "open" or self.cutter == "error" or self.online == "no"

    def real_time(self, question: int) -> int:
        """Return the answer to `DLE EOT question`."""
        value = 0x12
        match question:
            case 1:
                value |= 0x08 if self.blocked else 0
            case 2:
                value |= (0x04 if self.cover == "open" else 0) | (0x20 if self.paper == "out" else 0)
                value |= 0x40 if self.cutter == "error" else 0
            case 3:
                value |= 0x08 if self.cutter == "error" else 0
            case 4:
                value |= {"ok": 0, "low": 0x0C, "out": 0x6C}[self.paper]
        return value

    def automatic(self) -> bytes:
        """Return the four bytes of automatic status back."""
        first = 0x10 | (0x08 if self.blocked else 0) | (0x20 if self.cover == "open" else 0)
        error = 0x08 if self.cutter == "error" else 0
        paper = {"ok": 0, "low": 0x03, "out": 0x0F}[self.paper]
        return bytes((first, error, paper, 0))

    def in_order(self) -> int:
        """Return the answer to `GS r 1`."""
        return {"ok": 0, "low": 0x03, "out": 0x0F}[self.paper]


def change(condition: Condition, **changes: Any) -> Condition:
    """Return `condition` with `changes`. Raises `ValueError` that names what is allowed."""
    hints = {"paper": ("ok", "low", "out"), "cover": ("closed", "open"), "cutter": ("ok", "error")}
    hints |= {"online": ("yes", "no"), "line": get_args(Line)}
    for key, value in changes.items():
        if key == "delay_s":
            changes[key] = float(value)
        elif key not in hints:
            raise ValueError(f"{key}: there is no such part; there are {', '.join(hints)}, delay_s")
        elif value not in hints[key]:
            raise ValueError(f"{key}: {value!r} is not one of {', '.join(hints[key])}")
    return replace(condition, **changes)


class VirtualPrinter:
    """The device behind any line. Its methods may be called from every thread.

    Slips are kept in `slips`, and written to `folder` as `ticket-0001.png` and so on where one is given. `buffer` is
    how many bytes it takes while it cannot print; `rows_per_s` slows it down to a real printer's pace.
    """

    def __init__(self, folder: Path | None = None, dots: int = 576, buffer: int = 4096, rows_per_s: float = 0) -> None:
        self.slips: list[Image.Image] = []
        self.received = 0
        """Bytes received since it was made."""
        self._folder = folder
        self._buffer = buffer
        self._rows_per_s = rows_per_s
        self._condition = Condition()
        self.struck_at: float | None = None
        """Monotonic time of the last change that `after` or `at_cut` had put in wait."""
        self._up_at = 0.0
        self._trigger: tuple[int, dict[str, Any]] | None = None
        self._at_cut: dict[str, Any] | None = None
        self._lock = threading.Condition(threading.RLock())
        self._wake: list[Callable[[], None]] = []
        self._automatic = False
        self._outbox: list[tuple[float, bytes]] = []
        self._tail = b""
        self._interpreter = Interpreter(dots, self._keep, self._answer)
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    # What a person does to it

    @property
    def condition(self) -> Condition:
        """How it is now."""
        with self._lock:
            return self._condition

    def set(self, **changes: Any) -> None:
        """Change its condition, as `set(paper="out")`. Raises `ValueError` for what it does not have."""
        with self._lock:
            self._condition = change(self._condition, **changes)
            if self._automatic:
                self._reply(self._condition.automatic())
            self._lock.notify_all()
            for wake in self._wake:
                wake()

    def apply(self, changes: dict[str, Any]) -> None:
        """Make changes given as data: those of `set`, and `{"power": "cycle"}`.

        With `"after": n` they come when n more bytes have been received, with `"after": "cut"` when the next slip has
        been cut. Raises `ValueError` or `TypeError`.
        """
        changes = dict(changes)
        after = changes.pop("after", None)
        power = changes.get("power")
        if power not in (None, "cycle"):
            raise ValueError(f"power: {power!r} is not cycle")
        with self._lock:
            change(self._condition, **{key: value for key, value in changes.items() if key != "power"})
            if after == "cut":
                self._at_cut = changes
            elif after is not None:
                self._trigger = (self.received + int(after), changes)
            else:
                self._make(changes)

    def _make(self, changes: dict[str, Any]) -> None:
        changes = dict(changes)
        if changes.pop("power", None):
            self.power_cycle()
        if changes:
            self.set(**changes)

    def _strike(self, changes: dict[str, Any]) -> None:
        self.struck_at = time.monotonic()
        self._make(changes)

    def power_cycle(self) -> None:
        """Switch it off and on: its buffer and its place in a command are lost, the connection is reset.

        Until it is up again it hears nothing: what a serial line brings meanwhile is lost.
        """
        with self._lock:
            self._interpreter.power_off()
            self._automatic = False
            self._outbox.clear()
            self._up_at = time.monotonic() + BOOT_S
            self.set(line="drop")

    def wait_for(self, ready: Callable[[VirtualPrinter], bool], timeout: float) -> bool:
        """Wait until `ready` holds; return whether it did in `timeout` seconds."""
        with self._lock:
            return self._lock.wait_for(lambda: ready(self), timeout)

    # What a line does with it

    def on_wake(self, wake: Callable[[], None]) -> None:
        """Have `wake` called when the line should look again."""
        with self._lock:
            self._wake.append(wake)

    def off_wake(self, wake: Callable[[], None]) -> None:
        """Take back `on_wake`."""
        with self._lock:
            self._wake.remove(wake)

    @property
    def room(self) -> int:
        """How many bytes it would read now."""
        with self._lock:
            if self._condition.line in ("deaf", "cut", "drop"):
                return 0
            room = self._buffer - self._interpreter.waiting
            return max(0, min(room, self._trigger[0] - self.received) if self._trigger else room)

    def receive(self, data: bytes) -> None:
        """Take bytes from the line; real-time questions are answered before anything else."""
        with self._lock:
            self.received += len(data)
            if time.monotonic() < self._up_at:
                self._tail = b""
                return
            self._real_time(data)
            self._interpreter.feed(data)
            if self._trigger and self.received >= self._trigger[0]:
                changes, self._trigger = self._trigger[1], None
                self._strike(changes)
            self._lock.notify_all()

    def work(self) -> float | None:
        """Print what can be printed; return in how many seconds there is more to do, None when nothing waits."""
        with self._lock:
            while not self._condition.blocked:
                before = self._interpreter.paper.length
                if not self._interpreter.step():
                    break
                rows = self._interpreter.paper.length - before
                if self._rows_per_s and rows > 0:
                    return rows / self._rows_per_s
            self._lock.notify_all()
            if self._outbox:
                return max(0.0, self._outbox[0][0] - time.monotonic())
            return None

    def answers(self) -> bytes:
        """Return the answers that are due."""
        with self._lock:
            now, due = time.monotonic(), b""
            while self._outbox and self._outbox[0][0] <= now:
                due += self._outbox.pop(0)[1]
            return due

    def connection_lost(self) -> None:
        """A line ended: answers not yet sent are gone, what was received stays."""
        with self._lock:
            self._outbox.clear()
            if self._condition.line == "drop":
                self._condition = replace(self._condition, line="ok")
            self._lock.notify_all()

    # Inside

    def _real_time(self, data: bytes) -> None:
        seen = self._tail + data
        at = seen.find(b"\x10\x04")
        while 0 <= at < len(seen) - 2:
            if 1 <= seen[at + 2] <= 4:
                self._reply(bytes((self._condition.real_time(seen[at + 2]),)))
            at = seen.find(b"\x10\x04", at + 2)
        self._tail = seen[-2:]

    def _answer(self, kind: str, argument: int) -> None:
        if kind == "automatic":
            self._automatic = argument != 0
            if self._automatic:
                self._reply(self._condition.automatic())
        else:
            self._reply(bytes((self._condition.in_order(),)))

    def _reply(self, data: bytes) -> None:
        if self._condition.line in ("silent", "deaf", "cut", "drop"):
            return
        if self._condition.line == "rubbish":
            data = RUBBISH[: len(data) + 1]
        self._outbox.append((time.monotonic() + self._condition.delay_s, data))

    def _keep(self, slip: Image.Image) -> None:
        self.slips.append(slip)
        self._save(slip)
        if self._at_cut is not None:
            changes, self._at_cut = self._at_cut, None
            self._strike(changes)

    def _save(self, slip: Image.Image) -> None:
        if self._folder is None:
            return
        number = 1 + max((int(path.stem[7:]) for path in self._folder.glob("ticket-[0-9]*.png")), default=0)
        part = self._folder / f".ticket-{os.getpid()}.part"
        slip.save(part, format="PNG")
        part.replace(self._folder / f"ticket-{number:04d}.png")
