"""The screen's end of the daemon's socket: a thread that connects, asks, and calls back. No Kivy.

Callbacks run on the client's thread; the screen hands them to its own. Every question is answered exactly once: by the
daemon, or by one of the errors `no_daemon` (not there, or gone before its answer) and `timeout`.
"""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.ipc import MAX_LINE

RETRY_S = 0.1
TIMEOUT_S = 20.0
SAFE_AGAIN = frozenset({"status", "ticket.issue", "request.submit", "poll.answer", "track", "print.status", "ping"})
"""Methods that may be asked again after a lost connection: a key, or their nature, makes a repeat harmless."""
_RESEND = 65536


@dataclass(frozen=True)
class Answer:
    """`result` as in `kiosk.ipc.METHODS`, or an `error` code: one of `kiosk.ipc.ErrorCode`, `no_daemon`, `timeout`."""

    result: dict[str, Any] | None = None
    error: str = ""
    message: str = ""


@dataclass
class _Question:
    id: int
    method: str
    params: dict[str, Any] = field(repr=False)
    answer: Callable[[Answer], None]
    until: float
    sent: bool = False


class DaemonClient:
    """One connection to the daemon, kept up. `start` before asking, `stop` at the end."""

    def __init__(
        self,
        path: Path,
        on_push: Callable[[str, dict[str, Any]], None] | None = None,
        on_link: Callable[[bool], None] | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._path = path
        self._on_push = on_push
        self._on_link = on_link or (lambda up: None)
        self._timeout = timeout_s
        self._guard = threading.Lock()
        self._questions: dict[int, _Question] = {}
        self._last_id = 0
        self._stopping = False
        self._bell, self._ring = socket.socketpair()
        self._bell.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="daemon-client", daemon=True)

    def start(self) -> None:
        """Connect, and stay connected."""
        self._thread.start()

    def stop(self) -> None:
        """Let go; questions under way are answered `no_daemon`."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._ring.send(b"!")
        if self._thread.is_alive():
            self._thread.join(5)
        self._bell.close()
        self._ring.close()

    def ask(
        self, method: str, params: dict[str, Any], answer: Callable[[Answer], None], timeout_s: float | None = None
    ) -> None:
        """Ask without waiting; `answer` is called later, exactly once, on the client's thread."""
        with self._guard:
            self._last_id += 1
            until = time.monotonic() + (timeout_s or self._timeout)
            self._questions[self._last_id] = _Question(self._last_id, method, params, answer, until)
        with contextlib.suppress(OSError):
            self._ring.send(b"!")

    def call(self, method: str, params: dict[str, Any] | None = None, timeout_s: float | None = None) -> Answer:
        """Ask and wait. Not for a thread that draws."""
        future: Future[Answer] = Future()
        self.ask(method, params or {}, future.set_result, timeout_s)
        return future.result((timeout_s or self._timeout) + 10)

    def _run(self) -> None:
        while not self._stopping:
            try:
                connection = self._connect()
            except OSError:
                self._expire()
                self._pause(RETRY_S)
                continue
            self._on_link(True)
            try:
                self._converse(connection)
            except (OSError, ValueError):
                self._pause(RETRY_S)
            finally:
                connection.close()
                self._lost()
                self._on_link(False)
        self._give_up(lambda question: True, "no_daemon")

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(5)
            connection.connect(str(self._path))
            if self._on_push is not None:
                connection.sendall(_line(0, "subscribe", {}))
        except OSError:
            connection.close()
            raise
        return connection

    def _converse(self, connection: socket.socket) -> None:
        """Send and read until the connection ends. Raises `OSError`, and `ValueError` for what is no message."""
        buffer = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            selector.register(self._bell, selectors.EVENT_READ)
            while not self._stopping:
                self._send_new(connection)
                ready = [key.fileobj for key, _events in selector.select(self._next_deadline())]
                if self._bell in ready:
                    self._bell.recv(4096)
                if connection in ready:
                    data = connection.recv(_RESEND)
                    if not data:
                        raise OSError("the daemon hung up")
                    buffer += data
                    self._take_lines(buffer)
                self._expire()

    def _send_new(self, connection: socket.socket) -> None:
        with self._guard:
            fresh = [question for question in self._questions.values() if not question.sent]
        for question in fresh:
            question.sent = True
            connection.sendall(_line(question.id, question.method, question.params))

    def _take_lines(self, buffer: bytearray) -> None:
        while (end := buffer.find(b"\n")) >= 0:
            line = bytes(buffer[:end])
            del buffer[: end + 1]
            self._take(json.loads(line))
        if len(buffer) > MAX_LINE:
            raise ValueError("a line passes the limit")

    def _take(self, message: dict[str, Any]) -> None:
        if "push" in message:
            if self._on_push is not None:
                self._on_push(str(message["push"]), message.get("data", {}))
            return
        with self._guard:
            question = self._questions.pop(int(message.get("id", 0)), None)
        if question is None:
            return
        error = message.get("error")
        if error:
            question.answer(Answer(None, str(error.get("code", "internal")), str(error.get("message", ""))))
        else:
            question.answer(Answer(message.get("result", {})))

    def _lost(self) -> None:
        """The connection ended: what may be asked again waits for the next one, the rest is answered."""
        with self._guard:
            for question in self._questions.values():
                if question.method in SAFE_AGAIN:
                    question.sent = False
        self._give_up(lambda question: question.sent, "no_daemon")

    def _expire(self) -> None:
        now = time.monotonic()
        self._give_up(lambda question: question.until <= now and question.sent, "timeout")
        self._give_up(lambda question: question.until <= now, "no_daemon")

    def _give_up(self, which: Callable[[_Question], bool], error: str) -> None:
        with self._guard:
            gone = [question for question in self._questions.values() if which(question)]
            for question in gone:
                del self._questions[question.id]
        for question in gone:
            question.answer(Answer(None, error))

    def _next_deadline(self) -> float | None:
        with self._guard:
            soonest = min((question.until for question in self._questions.values()), default=None)
        return None if soonest is None else max(0.0, soonest - time.monotonic())

    def _pause(self, seconds: float) -> None:
        if not self._stopping:
            time.sleep(seconds)


def _line(request_id: int, method: str, params: dict[str, Any]) -> bytes:
    message = {"id": request_id, "method": method, "params": params}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
