"""A TCP proxy that does what bad networks do: drops, delays, repeats, truncates, half-closes, and reorders.

What is repeated is the request: the proxy keeps the bytes of one that the desk has answered and sends them once more
over a connection of its own, as a retransmitting middle box would; a repeat that is held back and sent after later
requests is reordering as the desk sees it.
"""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass

_CHUNK = 65536


@dataclass(frozen=True)
class Weather:
    """Chances, for each connection that is made or each answer that passes."""

    refuse: float = 0.03
    drop_request: float = 0.03
    drop_answer: float = 0.05
    truncate: float = 0.05
    half_close: float = 0.03
    delay: float = 0.10
    repeat: float = 0.08
    late_repeat: float = 0.05
    delay_s: float = 0.05


class FaultProxy:
    """Stands before a desk on a port of its own. `count` says what it did."""

    def __init__(self, target_port: int, weather: Weather, seed: int) -> None:
        self.weather = weather
        self.count: Counter[str] = Counter()
        self._target = ("127.0.0.1", target_port)
        self._rng = random.Random(seed)
        self._guard = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._listener.getsockname()[1])
        self._stopping = False
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    @property
    def url(self) -> str:
        """Where the kiosks find the desk."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """End every connection."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._guard:
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        self._acceptor.join(5)
        for thread in self._threads:
            thread.join(5)

    def _chance(self, name: str) -> bool:
        with self._guard:
            hit = self._rng.random() < getattr(self.weather, name)
            self.count[name] += hit
        return hit

    def _accept(self) -> None:
        while not self._stopping:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            if self._chance("refuse"):
                client.close()
                continue
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads = [one for one in self._threads if one.is_alive()] + [thread]
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        try:
            with client, socket.create_connection(self._target, 5) as desk:
                for one in (client, desk):
                    one.settimeout(40)
                    with self._guard:
                        self._open.add(one)
                try:
                    while not self._stopping and self._pass_one(client, desk):
                        self.count["passed"] += 1
                finally:
                    with self._guard:
                        self._open -= {client, desk}
        except OSError:
            self.count["ended"] += 1

    def _pass_one(self, client: socket.socket, desk: socket.socket) -> bool:
        """Pass one request and its answer. Returns whether the connection goes on."""
        request = _message(client)
        if not request or self._chance("drop_request"):
            return False
        if self._chance("delay"):
            time.sleep(self._rng.uniform(0, self.weather.delay_s))
        desk.sendall(request)
        answer = _message(desk)
        if self._chance("repeat"):
            self._again(request)
        if self._chance("late_repeat"):
            late = threading.Timer(self._rng.uniform(0, 10 * self.weather.delay_s), self._again, (request,))
            late.daemon = True
            late.start()
        if not answer or self._chance("drop_answer"):
            return False
        if self._chance("truncate"):
            client.sendall(answer[: self._rng.randrange(len(answer))])
            return False
        client.sendall(answer)
        if self._chance("half_close"):
            client.shutdown(socket.SHUT_WR)
            return False
        return True

    def _again(self, request: bytes) -> None:
        """Give the desk a request once more; nobody hears the answer."""
        if b" /api/kiosk/v1/state" in request[:200]:
            return
        with contextlib.suppress(OSError), socket.create_connection(self._target, 5) as desk:
            desk.settimeout(10)
            desk.sendall(request)
            _message(desk)


def _message(source: socket.socket) -> bytes:
    """Read one HTTP message with a Content-Length; empty when the connection ends."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = source.recv(_CHUNK)
        if not chunk:
            return b""
        data += chunk
    head, _, rest = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(rest) < length:
        chunk = source.recv(_CHUNK)
        if not chunk:
            return b""
        rest += chunk
    return head + b"\r\n\r\n" + rest
