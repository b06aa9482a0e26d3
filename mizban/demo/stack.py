"""The processes of a demonstration or a test: desk, printer, daemon and screen, each real, on this machine only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO

from mizban.errors import UserError


def free_port() -> int:
    """Return a TCP port of the loopback address that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def require_free_port(port: int, what: str, option: str) -> None:
    """Raise `UserError` where `port` is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise UserError(
                f"port {port} for {what} is taken by another program; end it, or choose another with {option} PORT"
            ) from error


def wait_until(ready: Callable[[], bool], seconds: float, what: str, alive: Callable[[], None] = lambda: None) -> None:
    """Wait until `ready()`; raises `UserError` after `seconds`, or what `alive()` raises before that."""
    deadline = time.monotonic() + seconds
    while not ready():
        alive()
        if time.monotonic() > deadline:
            raise UserError(f"{what} did not come up within {seconds:.0f} seconds")
        time.sleep(0.05)


def port_answers(port: int) -> bool:
    """Tell whether something accepts connections on `port` of this machine."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Stack:
    """Processes that end together. Each one's output goes to `logs/<name>.log`."""

    def __init__(self, directory: Path, env: Mapping[str, str] | None = None) -> None:
        self.directory = directory
        self.env = {**os.environ, **(env or {})}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._files = ExitStack()
        (directory / "logs").mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Stack:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop_all()

    def start(self, name: str, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start `mizban <arguments>` as process `name`; an earlier one of that name must have ended."""
        return self.start_program(name, [sys.executable, "-m", "mizban", *arguments], env)

    def start_program(
        self, name: str, command: list[str], env: Mapping[str, str] | None = None, pass_fds: tuple[int, ...] = ()
    ) -> subprocess.Popen[bytes]:
        """Start any program as process `name`, in a process group of its own; it keeps the descriptors `pass_fds`."""
        process = subprocess.Popen(
            command,
            stdout=self._log(name),
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**self.env, **(env or {})},
            start_new_session=True,
            pass_fds=pass_fds,
        )
        self.processes[name] = process
        return process

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        """Run `mizban <arguments>` to its end and return what it printed; raises `UserError` where it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "mizban", *arguments],
            capture_output=True,
            text=True,
            env={**self.env, **(env or {})},
            check=False,
        )
        if done.returncode != 0:
            raise UserError(f"`mizban {' '.join(arguments)}` failed: {(done.stderr or done.stdout).strip()}")
        return done.stdout

    def check_alive(self) -> None:
        """Raise `UserError` with the end of its log where a process has ended by itself."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise UserError(f"the {name} ended with code {process.returncode}: {self.last_lines(name)}")

    def last_lines(self, name: str, count: int = 5) -> str:
        """Return the end of a process's log."""
        text = (self.directory / "logs" / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.strip().splitlines()[-count:])

    def kill(self, name: str) -> None:
        """Kill one process as a power cut would, and wait for its end."""
        process = self.processes.pop(name)
        self._signal(process, signal.SIGKILL)
        process.wait()

    def stop(self, name: str, seconds: float = 10) -> int:
        """End one process in good order; killed after `seconds`. Returns its exit code."""
        process = self.processes.pop(name)
        self._signal(process, signal.SIGTERM)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._signal(process, signal.SIGKILL)
            return process.wait()

    def stop_all(self) -> None:
        """End everything, the last started first."""
        for name in reversed(list(self.processes)):
            self.stop(name)
        self._files.close()

    def _signal(self, process: subprocess.Popen[bytes], number: signal.Signals) -> None:
        if process.poll() is None:
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                return  # it ended between the look and the signal

    def _log(self, name: str) -> IO[bytes]:
        return self._files.enter_context((self.directory / "logs" / f"{name}.log").open("ab"))
