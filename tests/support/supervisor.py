"""Plays systemd for one unit: its own command line, Type=notify, the watchdog, Restart=always.

What systemd 252 does when a watchdog starves is done here in the same order: WatchdogSignal and SIGCONT to every
process of the unit, SIGKILL after TimeoutAbortSec, RestartSec, the command line again. `happened` says what and when.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SYSTEMD = Path(__file__).resolve().parents[2] / "systemd"


def read_unit(path: Path) -> dict[str, list[str]]:
    """Return every key of a unit with its values in order; an empty value begins the list anew."""
    values: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        key, sign, value = line.partition("=")
        if not sign or line.startswith(("#", ";")):
            continue
        if value.strip():
            values.setdefault(key.strip(), []).append(value.strip())
        else:
            values.pop(key.strip(), None)
    return values


@dataclass
class Event:
    """Something that happened to the unit, `at` seconds of the monotonic clock."""

    what: str
    at: float


@dataclass
class Supervisor:
    """`command` stands in for ExecStart where a test runs from the checkout; `prefix` goes before it (chroot)."""

    unit: Path
    folder: Path
    command: list[str] = field(default_factory=list)
    prefix: list[str] = field(default_factory=list)
    env: Mapping[str, str] = field(default_factory=dict)
    notify_name: str = ""
    happened: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        said = read_unit(self.unit)
        self.command = self.command or shlex.split(said["ExecStart"][0])
        self.own_env = dict(pair.split("=", 1) for line in said.get("Environment", []) for pair in shlex.split(line))
        self.watchdog_s = float(said.get("WatchdogSec", ["0"])[0])
        self.abort_s = float(said.get("TimeoutAbortSec", said.get("TimeoutStopSec", ["10"]))[0])
        self.stop_s = float(said.get("TimeoutStopSec", ["10"])[0])
        self.restart_s = float(said.get("RestartSec", ["0.1"])[0])
        self.signal = signal.Signals[said.get("WatchdogSignal", ["SIGABRT"])[0]]
        self.notifies = said.get("Type", ["simple"])[0] == "notify"
        self.log = self.folder / f"{self.unit.stem}.log"
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name=self.unit.stem, daemon=True)

    def __enter__(self) -> Supervisor:
        path = self.folder / f"{self.unit.stem}.notify"
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        path.chmod(0o777)
        self._notify = self.notify_name or str(path)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join(60)
        self._socket.close()

    @property
    def pid(self) -> int:
        """The main process, as MainPID."""
        assert self._process is not None
        return self._process.pid

    def count(self, what: str) -> int:
        """How often something has happened."""
        return sum(event.what == what for event in self.happened)

    def wait_for(self, what: str, times: int = 1, within: float = 60) -> float:
        """Wait until something has happened so many times; return when it did."""
        deadline = time.monotonic() + within
        while self.count(what) < times:
            assert time.monotonic() < deadline, f"{what}: {self.happened}\n{self.tail()}"
            time.sleep(0.05)
        return [event.at for event in self.happened if event.what == what][times - 1]

    def tail(self) -> str:
        """Return the end of what the unit wrote."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def _note(self, what: str) -> None:
        self.happened.append(Event(what, time.monotonic()))

    def _run(self) -> None:
        while not self._ending.is_set():
            self._start()
            self._watch()
            if not self._ending.is_set():
                self._ending.wait(self.restart_s)
        self._end(signal.SIGTERM, self.stop_s)

    def _start(self) -> None:
        env = {**os.environ, **self.own_env, **self.env, "NOTIFY_SOCKET": self._notify}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.prefix, *self.command], env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self._note("started")

    def _watch(self) -> None:
        """Until the process ends, or its watchdog starves and it is ended."""
        assert self._process is not None
        fed: float | None = None
        self._socket.settimeout(0.1)
        while not self._ending.is_set():
            if self._process.poll() is not None:
                self._note("ended")
                self._end(signal.SIGKILL, 1)
                return
            for word in self._words():
                if word == "READY=1":
                    self._note("ready")
                if word in ("READY=1", "WATCHDOG=1"):
                    fed = time.monotonic()
            if fed is not None and self.watchdog_s and time.monotonic() - fed > self.watchdog_s:
                self._note("starved")
                self._end(self.signal, self.abort_s)
                self._note("ended")
                return

    def _words(self) -> list[str]:
        try:
            return self._socket.recv(4096).decode().splitlines()
        except TimeoutError:
            return []

    def _end(self, how: signal.Signals, patience: float) -> None:
        """The signal and SIGCONT to the whole group, as to a control group; SIGKILL to what is left."""
        assert self._process is not None
        for number in (how, signal.SIGCONT):
            self._signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        self._signal(signal.SIGKILL)
        self._process.wait(10)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return
