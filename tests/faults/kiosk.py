"""A kiosk for fault tests: enrolled to a desk, its daemon and visitors made by a zygote, so that they can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from kiosk.client import DaemonClient
from sync.enrollment import enroll
from sync.store import FILE_NAME
from sync.store.connection import open_reader
from tests.sync.waiting import until

ROOT = Path(__file__).resolve().parents[2]


class Zygote:
    """See `tests.faults.zygote`."""

    def __init__(self, log: Path, env: dict[str, str] | None = None) -> None:
        self._log = log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=ROOT,
            text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **(env or {})},
        )
        self._children: list[int] = []

    def make(self, what: str, *words: object) -> int:
        """Fork a process and return its id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join([what, *map(str, words)]) + "\n")
        self._process.stdin.flush()
        child = int(self._process.stdout.readline())
        self._children.append(child)
        return child

    def close(self) -> None:
        """End the children that are left, then the zygote."""
        for child in self._children:
            end(child, signal.SIGKILL)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()
        self._log.close()


def end(process: int, how: int) -> None:
    """Send a signal to a process of ours that may be gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, how)


def gone(process: int) -> bool:
    """Whether a process has ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


class Kiosk:
    """Files, daemon and socket of one kiosk."""

    def __init__(self, folder: Path, zygote: Zygote, printer_port: int = 0) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.socket = folder / "d.sock"
        self.settings = folder / "kiosk.toml"
        self.process = 0
        self._zygote = zygote
        printer = f'\n[printer]\nkind = "network"\nport = {printer_port}\n' if printer_port else ""
        folder.mkdir(parents=True, exist_ok=True)
        self.settings.write_text(f'data = "{self.data}"\nsocket = "{self.socket}"\n{printer}', encoding="utf-8")

    def enroll(self, url: str, code: str) -> None:
        """Join a desk."""
        enroll(url, code, self.data)

    def start(self) -> None:
        """Start the daemon; it is ready when its socket answers."""
        self.process = self._zygote.make("daemon", self.settings)

    def kill(self) -> None:
        """End the daemon at whatever it does, and wait until it is gone."""
        end(self.process, signal.SIGKILL)
        until(lambda: gone(self.process), "the daemon is gone")

    def stop(self) -> None:
        """End the daemon as systemd does."""
        end(self.process, signal.SIGTERM)
        until(lambda: gone(self.process), "the daemon has ended", 30)

    @contextmanager
    def client(self) -> Iterator[DaemonClient]:
        """Talk to the daemon."""
        client = DaemonClient(self.socket)
        client.start()
        try:
            yield client
        finally:
            client.stop()

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Read the store."""
        with closing(open_reader(self.data / FILE_NAME)) as db:
            return db.execute(statement, values).fetchall()

    def wait_for_content(self, seconds: float = 30) -> None:
        """Wait until tickets can be had."""

        def ready() -> bool:
            answer = client.call("status")
            return bool(answer.result and answer.result["content_version"])

        with self.client() as client:
            until(ready, "content and numbers", seconds)

    def wait_for_lines(self, seconds: float = 60) -> str:
        """Wait until the desk has told of its lines and lent numbers; returns one of them.

        What the desk says stands above the opening hours, so that a test may run at night.
        """

        def heard() -> bool:
            answer = client.call("status")
            return bool(answer.result and answer.result["queues"] and self.rows("SELECT 1 FROM leases"))

        with self.client() as client:
            until(heard, "the desk's word on its lines", seconds)
        content = json.loads(self.rows("SELECT document FROM content WHERE current = 1")[0][0])
        return str(content["catalogue"]["queues"][0]["id"])

    def drain(self, seconds: float = 60) -> None:
        """Wait until every paper has an outcome and every fact is at the desk."""

        def drained() -> bool:
            jobs = self.rows("SELECT count(*) FROM print_jobs WHERE state IN ('queued', 'sending')")[0][0]
            return jobs == 0 and self.rows("SELECT count(*) FROM outbox WHERE state = 0")[0][0] == 0

        until(drained, "everything is printed and sent", seconds)


def told(log: Path) -> list[dict[str, Any]]:
    """Return what a visitor wrote down; a line that a kill cut short was never acknowledged."""
    lines = log.read_bytes().split(b"\n") if log.exists() else []
    return [json.loads(line) for line in lines[:-1]]
