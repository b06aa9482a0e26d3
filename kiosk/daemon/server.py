"""The Unix socket: one JSON object a line, as `kiosk.ipc` says. One thread for each connection, and one that pushes."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from pydantic import ValidationError

from kiosk.daemon.desk_view import Refusal
from kiosk.ipc import MAX_LINE, ErrorCode, PushKind, Request
from sync.errors import NoSpace, StoreClosed, StoreCorrupt, StoreError

MAX_CONNECTIONS = 64
_SEND_S = 5.0
_PUSHES = 200
_log = structlog.get_logger("socket")
Handler = Callable[[dict[str, Any]], dict[str, Any]]


class SocketTaken(Exception):
    """Another daemon answers on this socket, or it cannot be made; the text says which."""


class Server:
    """Serves `methods` on `path`; `push` tells every subscriber."""

    def __init__(self, path: Path, methods: dict[str, Handler]) -> None:
        self._path = path
        self._methods = methods
        self._connections: set[_Connection] = set()
        self._guard = threading.Lock()
        self._stopping = False
        self._socket = _listen(path)
        self._thread = threading.Thread(target=self._accept, name="socket-accept", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def push(self, kind: PushKind, data: dict[str, Any]) -> None:
        """Tell every subscriber; one that does not read is let go."""
        line = _line({"push": kind, "data": data})
        with self._guard:
            subscribers = [one for one in self._connections if one.subscribed]
        for one in subscribers:
            one.push(line)

    def stop(self) -> None:
        """Answer no more; what is under way is finished first."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._path.unlink(missing_ok=True)
        with self._guard:
            connections = list(self._connections)
        for one in connections:
            one.close()
        if self._thread.is_alive():
            self._thread.join(5)
        for one in connections:
            one.join(5)

    def answer(self, line: bytes, connection: _Connection) -> bytes:
        """Return the answer to one line."""
        try:
            request = Request.model_validate_json(line)
        except ValidationError:
            return _line({"id": 0, "error": {"code": "bad_request", "message": "not a request"}})
        if request.method == "subscribe":
            connection.subscribe()
            return _line({"id": request.id, "result": {}})
        handler = self._methods.get(request.method)
        if handler is None:
            return _error(request.id, "unknown_method", request.method[:64])
        try:
            return _line({"id": request.id, "result": handler(request.params)})
        except Refusal as error:
            return _error(request.id, error.code, str(error))
        except ValidationError as error:
            # Only the names of fields: a value may be personal.
            where = ", ".join(".".join(str(part) for part in item["loc"]) for item in error.errors()[:5])
            return _error(request.id, "bad_request", f"wrong or missing: {where}")
        except (NoSpace, StoreCorrupt) as error:
            _log.error("a fact could not be stored", method=request.method, error=type(error).__name__)
            return _error(request.id, "no_space", "nothing was stored")
        except (StoreClosed, StoreError) as error:
            _log.error("the store does not answer", method=request.method, error=type(error).__name__)
            return _error(request.id, "busy", "the store does not answer")
        except Exception as error:  # noqa: BLE001 - the screen must get an answer, whatever the fault; no value of it may be logged
            _log.error("a fault", method=request.method, error=type(error).__name__, at=_where(error))
            return _error(request.id, "internal", type(error).__name__)

    def forget(self, connection: _Connection) -> None:
        """A connection has ended."""
        with self._guard:
            self._connections.discard(connection)

    def _accept(self) -> None:
        while not self._stopping:
            try:
                client, _address = self._socket.accept()
            except OSError:
                return
            with self._guard:
                full = len(self._connections) >= MAX_CONNECTIONS
                if not full:
                    connection = _Connection(self, client)
                    self._connections.add(connection)
            if full:
                client.close()
            else:
                connection.start()


class _Connection:
    """One caller. Pushes go through a queue of their own, so that a caller that does not read delays nobody."""

    def __init__(self, server: Server, client: socket.socket) -> None:
        self._server = server
        self._client = client
        self._send_guard = threading.Lock()
        self._pushes: queue.Queue[bytes | None] = queue.Queue(_PUSHES)
        self._reader = threading.Thread(target=self._read, name="socket-caller", daemon=True)
        self._pusher: threading.Thread | None = None
        client.setsockopt(
            socket.SOL_SOCKET, socket.SO_SNDTIMEO, int(_SEND_S).to_bytes(8, "little") + (0).to_bytes(8, "little")
        )

    @property
    def subscribed(self) -> bool:
        return self._pusher is not None

    def start(self) -> None:
        self._reader.start()

    def subscribe(self) -> None:
        if self._pusher is None:
            self._pusher = threading.Thread(target=self._push_all, name="socket-push", daemon=True)
            self._pusher.start()

    def push(self, line: bytes) -> None:
        try:
            self._pushes.put_nowait(line)
        except queue.Full:
            self.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._client.shutdown(socket.SHUT_RD)
        with contextlib.suppress(queue.Full):
            self._pushes.put_nowait(None)

    def join(self, seconds: float) -> None:
        self._reader.join(seconds)

    def _read(self) -> None:
        try:
            with self._client.makefile("rb") as lines:
                while True:
                    line = lines.readline(MAX_LINE + 1)
                    if not line or not line.endswith(b"\n"):
                        break  # the end, or a line that passes the limit
                    self._send(self._server.answer(line, self))
        except OSError:
            _log.debug("a caller went away")
        finally:
            self._server.forget(self)
            with contextlib.suppress(queue.Full):
                self._pushes.put_nowait(None)
            self._client.close()

    def _push_all(self) -> None:
        while True:
            line = self._pushes.get()
            if line is None:
                return
            try:
                self._send(line)
            except OSError:
                self.close()
                return

    def _send(self, line: bytes) -> None:
        with self._send_guard:
            self._client.sendall(line)


def _listen(path: Path) -> socket.socket:
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear_stale(path)
        mask = os.umask(0o117)
        try:
            server.bind(str(path))
        finally:
            os.umask(mask)
        server.listen(16)
    except OSError as error:
        server.close()
        raise SocketTaken(f"{path}: cannot be made: {error.strerror or error}") from error
    except SocketTaken:
        server.close()
        raise
    return server


def _clear_stale(path: Path) -> None:
    """Remove the socket that a killed daemon left behind; leave one that answers."""
    if not path.exists():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink()
            return
    raise SocketTaken(f"{path}: another daemon answers there")


def _error(request_id: int, code: ErrorCode, message: str) -> bytes:
    return _line({"id": request_id, "error": {"code": code, "message": message}})


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
