"""A desk in memory over real HTTP, written from `docs/protocol.md` alone, with knobs for what can go wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from nacl.public import PrivateKey, SealedBox

from tests.sync import catalogues

PREFIX = "/api/kiosk/v1"


class DeskStub:
    """What it holds may be looked at under `guard`. `faults` are (status, code, headers) to answer next, by path."""

    def __init__(self) -> None:
        self.guard = threading.Condition()
        self.key = PrivateKey.generate()
        self.key_id = "k1"
        self.enroll_codes = {"123456": "kiosk-a"}
        self.kiosks: dict[str, dict[str, Any]] = {}
        self.events: dict[str, dict[str, Any]] = {}
        self.order: list[str] = []
        self.received = 0
        self.repeats = 0
        self.leases: dict[str, dict[str, Any]] = {}
        self.lease_next: dict[tuple[str, str], int] = {}
        self.returned: list[tuple[str, int]] = []
        self.body = catalogues.content()
        self.version = 1
        self.media: dict[str, bytes] = {}
        self.queues: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []
        self.commands: list[dict[str, Any]] = []
        self.results: dict[str, list[dict[str, Any]]] = {}
        self.beats: list[dict[str, Any]] = []
        self.tracked: dict[str, dict[str, Any]] = {}
        self.faults: dict[str, list[tuple[int, str, dict[str, str]]]] = {}
        self.reject: dict[str, str] = {}
        self.retry_once: set[str] = set()
        self.state_version = 1
        self.hits: list[str] = []
        self.media_cuts: list[int] = []
        self.date_shift_s = 0.0
        self.lease_faults = 0
        self.stopping = False
        stub = self

        class Handler(_Handler):
            desk = stub

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def changed(self) -> None:
        """Something that `/state` tells is new."""
        with self.guard:
            self.state_version += 1
            self.guard.notify_all()

    def publish(self, body: bytes, version: int) -> None:
        """Publish a document."""
        with self.guard:
            self.body, self.version = body, version
        self.changed()

    def rotate(self, key_id: str) -> PrivateKey:
        """Seal to a new key from now on; returns the former one."""
        with self.guard:
            former, self.key, self.key_id = self.key, PrivateKey.generate(), key_id
        self.changed()
        return former

    def desk_key(self) -> dict[str, str]:
        """Return the public key as the wire tells it."""
        return {"key_id": self.key_id, "public_key": base64.b64encode(bytes(self.key.public_key)).decode()}

    def opened(self, event: dict[str, Any], key: PrivateKey | None = None) -> dict[str, str]:
        """Return the answers inside a request's event."""
        sealed = base64.b64decode(event["payload"]["answers"]["ciphertext"])
        found: dict[str, str] = json.loads(SealedBox(key or self.key).decrypt(sealed))
        return found

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """Return the stored events of a kind."""
        with self.guard:
            return [event for event in self.events.values() if event["kind"] == kind]

    def take(self, event: dict[str, Any]) -> tuple[str, str]:
        """Store one event once."""
        self.received += 1
        if event["id"] in self.retry_once:
            self.retry_once.discard(event["id"])
            return "retry", "busy"
        if event["kind"] in self.reject:
            return "rejected", self.reject[event["kind"]]
        if event["id"] in self.events:
            self.repeats += 1
            same = self.events[event["id"]] == event
            return ("duplicate", "") if same else ("rejected", "other content")
        self.events[event["id"]] = event
        self.order.append(event["id"])
        return "stored", ""


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, *_args: Any) -> None:
        """A kiosk that was killed within a call is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    desk: DeskStub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: Any) -> None:
        pass

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string((timestamp or time.time()) + self.desk.date_shift_s)

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = path.removeprefix(PREFIX)
        with self.desk.guard:
            self.desk.hits.append(path)
            waiting = self.desk.faults.get("/" + path.split("/")[1], [])
            fault = waiting.pop(0) if waiting else None
        if fault is not None:
            status, code, headers = fault
            where = headers.get("where", "")
            return self._say(status, {"code": code, "message": code, "where": where}, headers)
        if path == "/enroll":
            return self._enroll(json.loads(body))
        kiosk = self.desk.kiosks.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if kiosk is None:
            return self._fault(401, "bad_token")
        name = path.split("/")[1]
        handler = getattr(self, f"_{name}_{path.split('/')[2] if name == 'leases' and path.count('/') > 1 else ''}")
        return handler(path, query, json.loads(body) if body else {}, kiosk)

    def _enroll(self, asked: dict[str, Any]) -> None:
        name = self.desk.enroll_codes.pop(asked["code"], None)
        if name is None:
            return self._fault(403, "bad_code")
        with self.desk.guard:
            former = [(token, item) for token, item in self.desk.kiosks.items() if item["name"] == name]
            number = former[0][1]["number"] if former else len(self.desk.kiosks) + 1
            kiosk_id = former[0][1]["kiosk_id"] if former else str(uuid.uuid4())
            epoch = max((item["epoch"] for _token, item in former), default=0) + 1
            for token, _item in former:
                del self.desk.kiosks[token]
            token = uuid.uuid4().hex
            self.desk.kiosks[token] = {
                "name": name, "number": number, "kiosk_id": kiosk_id, "epoch": epoch, "instance": asked["instance_id"]
            }  # fmt: skip
        return self._say(
            200,
            {
                "kiosk_id": kiosk_id, "number": number, "epoch": epoch, "name": name, "token": token, "site": "main",
                "desk_key": self.desk.desk_key(), "public_url": "https://desk.example", "unknown_field": 1,
            },
        )  # fmt: skip

    def _events_(self, _path: str, _query: str, asked: dict[str, Any], _kiosk: dict[str, Any]) -> None:
        with self.desk.guard:
            verdicts = []
            for event in asked["events"]:
                outcome, reason = self.desk.take(event)
                verdicts.append({"id": event["id"], "outcome": outcome, "reason": reason})
            self.desk.guard.notify_all()
        self._say(200, {"verdicts": verdicts, "now": datetime.now(UTC).isoformat()})

    def _leases_(self, _path: str, _query: str, asked: dict[str, Any], kiosk: dict[str, Any]) -> None:
        if asked["epoch"] != kiosk["epoch"] or asked["instance_id"] != kiosk["instance"]:
            return self._fault(409, "stale_epoch")
        with self.desk.guard:
            lease = self.desk.leases.get(asked["request_id"])
            if lease is None:
                day = (asked["queue"], asked["service_day"])
                first = self.desk.lease_next.get(day, 1)
                self.desk.lease_next[day] = first + asked["size"]
                lease = {
                    "lease_id": str(uuid.uuid4()), "request_id": asked["request_id"], "queue": asked["queue"],
                    "service_day": asked["service_day"], "first": first, "last": first + asked["size"] - 1,
                }  # fmt: skip
                self.desk.leases[asked["request_id"]] = lease
        return self._say(200, lease)

    def _leases_return(self, _path: str, _query: str, asked: dict[str, Any], _kiosk: dict[str, Any]) -> None:
        with self.desk.guard:
            self.desk.returned.append((asked["lease_id"], asked["next"]))
        self._say(204, None)

    def _content_(self, _path: str, _query: str, _asked: dict[str, Any], _kiosk: dict[str, Any]) -> None:
        tag = catalogues.etag(self.desk.body)
        if self.headers.get("If-None-Match") == f'"{tag}"':
            return self._say(304, None, {"ETag": f'"{tag}"'})
        return self._bytes(200, self.desk.body, {"ETag": f'"{tag}"', "Content-Type": "application/json"})

    def _media_(self, path: str, _query: str, _asked: dict[str, Any], _kiosk: dict[str, Any]) -> None:
        data = self.desk.media.get(path.rpartition("/")[2])
        if data is None:
            return self._fault(404, "unknown_media")
        span = self.headers.get("Range")
        begin = int(span.removeprefix("bytes=").rstrip("-")) if span else 0
        cut = self.desk.media_cuts.pop(0) if self.desk.media_cuts else None
        return self._bytes(206 if span else 200, data[begin:], {"Content-Type": "image/png"}, cut)

    def _state_(self, _path: str, query: str, _asked: dict[str, Any], _kiosk: dict[str, Any]) -> None:
        asked = dict(part.split("=") for part in query.split("&") if "=" in part)
        with self.desk.guard:
            self.desk.guard.wait_for(
                lambda: str(self.desk.state_version) != asked.get("since") or self.desk.stopping,
                float(asked.get("wait", 0)),
            )
            answer = {
                "cursor": str(self.desk.state_version), "now": datetime.now(UTC).isoformat(),
                "content_version": self.desk.version, "queues": self.desk.queues, "calls": self.desk.calls,
                "commands": self.desk.commands, "desk_key": self.desk.desk_key(),
            }  # fmt: skip
        self._say(200, answer)

    def _commands_(self, path: str, _query: str, asked: dict[str, Any], _kiosk: dict[str, Any]) -> None:
        with self.desk.guard:
            self.desk.results.setdefault(path.rpartition("/")[2], []).append(asked)
        self._say(204, None)

    def _heartbeat_(self, _path: str, _query: str, asked: dict[str, Any], _kiosk: dict[str, Any]) -> None:
        with self.desk.guard:
            self.desk.beats.append(asked)
        self._say(204, None)

    def _track_(self, path: str, _query: str, _asked: dict[str, Any], _kiosk: dict[str, Any]) -> None:
        found = self.desk.tracked.get(path.rpartition("/")[2])
        return self._say(200, found) if found else self._fault(404, "unknown_code")

    def _fault(self, status: int, code: str) -> None:
        self._say(status, {"code": code, "message": code})

    def _say(self, status: int, message: Any, headers: dict[str, str] | None = None) -> None:
        data = b"" if message is None else json.dumps(message).encode()
        self._bytes(status, data, {"Content-Type": "application/json", **(headers or {})})

    def _bytes(self, status: int, data: bytes, headers: dict[str, str], cut: int | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data if cut is None else data[:cut])
            if cut is not None:
                self.close_connection = True
        except OSError:
            self.close_connection = True


@contextmanager
def running_desk() -> Iterator[DeskStub]:
    """A desk that answers until the block ends."""
    desk = DeskStub()
    thread = threading.Thread(target=desk.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        desk.stopping = True
        desk.changed()
        desk.server.shutdown()
        desk.server.server_close()
        thread.join(5)


def sha256(data: bytes) -> str:
    """Return the name of a file on the wire."""
    return hashlib.sha256(data).hexdigest()
