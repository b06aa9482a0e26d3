"""The desk over HTTP, as `docs/protocol.md` says. Every answer is limited in size, timed as a whole, and checked."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import requests
from pydantic import ValidationError

from sync.clock import SiteClock, parse_http_date
from sync.errors import DeskRefused, DeskUnreachable
from sync.protocol.base import Message
from sync.protocol.messages import (
    API_PREFIX,
    CommandResult,
    EnrollAnswer,
    EnrollRequest,
    EventAnswer,
    Fault,
    Heartbeat,
    Lease,
    LeaseRequest,
    LeaseReturn,
    StateAnswer,
    TrackAnswer,
)
from sync.transport import TrackingAdapter

M = TypeVar("M", bound=Message)
MAX_ANSWER = 4 * 1024 * 1024
MAX_CONTENT = 32 * 1024 * 1024
MAX_RETRY_AFTER = 3600.0
_CONNECT_S = 10.0
_CHUNK = 64 * 1024


class DeskClient:
    """One desk, for one thread at a time. Of the network it raises `DeskUnreachable` and `DeskRefused` alone."""

    def __init__(
        self,
        url: str,
        token: str = "",
        ca_file: Path | None = None,
        timeout_s: float = 30.0,
        clock: SiteClock | None = None,
    ) -> None:
        self._base = url.rstrip("/") + API_PREFIX
        self._timeout = timeout_s
        self._clock = clock
        self._adapter = TrackingAdapter()
        self._session = requests.Session()
        self._session.trust_env = False  # a .netrc would replace our token, a proxy variable would reroute it
        self._session.mount("https://", self._adapter)
        self._session.mount("http://", self._adapter)
        if ca_file is not None:
            self._session.verify = str(ca_file)
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def enroll(self, request: EnrollRequest) -> EnrollAnswer:
        """Exchange a one-time code for an identity."""
        return self._post("/enroll", request, EnrollAnswer)

    def events(self, instance_id: UUID, epoch: int, bodies: Iterable[bytes]) -> EventAnswer:
        """Send facts, as the bytes that were stored when they were made."""
        head = json.dumps({"instance_id": str(instance_id), "epoch": epoch})[:-1].encode()
        body = head + b', "events": [' + b",".join(bodies) + b"]}"
        return self._parse(self._call("POST", "/events", body), EventAnswer)

    def lease(self, request: LeaseRequest) -> Lease:
        """Ask for a block of numbers; the same `request_id` gets the same block."""
        return self._post("/leases", request, Lease)

    def give_back(self, lease_id: UUID, following: int) -> None:
        """Tell that numbers from `following` on were never given."""
        self._call("POST", "/leases/return", LeaseReturn(lease_id=lease_id, next=following).model_dump_json().encode())

    def content(self, etag: str) -> tuple[str, bytes] | None:
        """Return the published content as (ETag, body), or None where `etag` is still the newest."""
        with self._open("GET", "/content", headers={"If-None-Match": f'"{etag}"'} if etag else {}) as answer:
            if answer.status_code == 304:
                return None
            body = self._read(answer, MAX_CONTENT)
            told = answer.headers.get("ETag", "").removeprefix("W/").strip('"')
        digest = hashlib.sha256(body).hexdigest()
        if told != digest:
            # Something on the way has changed or cut it: that says nothing of the version itself.
            raise DeskUnreachable("not_a_desk", "the content does not match its ETag")
        return digest, body

    @contextmanager
    def media(self, sha256: str, offset: int) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Open a file from `offset` on; gives the offset that the answer really begins at, and its chunks."""
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        with self._open("GET", f"/media/{sha256}", headers=headers) as answer:
            yield (offset if answer.status_code == 206 else 0), self._chunks(answer, None)

    def state(self, since: str, wait_s: int) -> StateAnswer:
        """Wait up to `wait_s` seconds (25 at most) for something newer than `since`."""
        return self._parse(self._call("GET", "/state", query={"since": since, "wait": str(wait_s)}), StateAnswer)

    def command_result(self, command_id: UUID, result: CommandResult) -> None:
        """Report what became of a command."""
        body = result.model_dump_json(exclude=None if result.picture else {"picture"})
        self._call("POST", f"/commands/{command_id}", body.encode())

    def heartbeat(self, beat: Heartbeat) -> None:
        """Say how the kiosk is."""
        self._call("POST", "/heartbeat", beat.model_dump_json().encode())

    def track(self, code: str) -> TrackAnswer:
        """Return the state of a ticket or request; `DeskRefused` 404 for an unknown code."""
        return self._parse(self._call("GET", f"/track/{code}"), TrackAnswer)

    def abort(self) -> None:
        """End every call that is under way, from any thread; the caller gets `DeskUnreachable`."""
        self._adapter.cut()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _post(self, path: str, message: Message, answer: type[M]) -> M:
        return self._parse(self._call("POST", path, message.model_dump_json().encode()), answer)

    def _call(self, method: str, path: str, body: bytes | None = None, query: dict[str, str] | None = None) -> bytes:
        with self._open(method, path, body, query) as answer:
            return self._read(answer, MAX_ANSWER)

    @contextmanager
    def _open(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Iterator[requests.Response]:
        sent = time.monotonic()
        send_headers = {"Content-Type": "application/json", **(headers or {})} if body is not None else headers
        with _meaning():
            answer = self._session.request(
                method,
                self._base + path,
                data=body,
                params=query,
                headers=send_headers,
                timeout=(_CONNECT_S, self._timeout),
                allow_redirects=False,
                stream=True,
            )
        try:
            waited = float((query or {}).get("wait", 0))
            self._take_date(answer, 0.0 if waited else time.monotonic() - sent)
            self._check(answer)
            yield answer
        finally:
            answer.close()

    def _take_date(self, answer: requests.Response, round_trip_s: float) -> None:
        date = parse_http_date(answer.headers.get("Date", ""))
        trustworthy = self._base.startswith("https://") or answer.status_code in (200, 204, 304)
        if self._clock is not None and date is not None and trustworthy:
            self._clock.heard(date, round_trip_s)

    def _check(self, answer: requests.Response) -> None:
        status = answer.status_code
        if status in (200, 204, 206, 304):
            return
        retry_after = _retry_after(answer)
        if status in (408, 429, 503):
            raise DeskUnreachable("busy", str(status), retry_after)
        if status >= 500:
            raise DeskUnreachable("fault", str(status), retry_after)
        if 300 <= status < 400:
            raise DeskUnreachable("not_a_desk", f"it redirects ({status})")
        try:
            fault = Fault.model_validate_json(self._read(answer, 64 * 1024))
        except ValidationError as error:
            # A 4xx with no Fault in it comes from something between: it must not be taken for the desk's refusal.
            raise DeskUnreachable("not_a_desk", f"{status} with no fault in it") from error
        raise DeskRefused(status, fault.code, fault.message, fault.where)

    def _read(self, answer: requests.Response, limit: int) -> bytes:
        return b"".join(self._chunks(answer, limit))

    def _chunks(self, answer: requests.Response, limit: int | None) -> Iterator[bytes]:
        """Yield the body; one that passes `limit`, or drips longer than the time of a whole answer, is given up."""
        size, begun = 0, time.monotonic()
        with _meaning():
            for chunk in answer.iter_content(_CHUNK):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise DeskUnreachable("not_a_desk", f"the answer passes {limit} bytes")
                if limit is not None and time.monotonic() - begun > self._timeout * 2:
                    raise DeskUnreachable("timeout", "the answer drips")
                yield chunk
        declared = answer.headers.get("Content-Length")
        if declared is None or "Content-Encoding" in answer.headers:
            return
        # A line that was cut within the headers leaves a length of no digits.
        if not _is_number(declared) or size < int(declared):
            raise DeskUnreachable("offline", "the answer was cut short")

    def _parse(self, body: bytes, answer: type[M]) -> M:
        try:
            return answer.model_validate_json(body)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise DeskUnreachable("not_a_desk", f"the answer is no {answer.__name__} ({where})") from error


def _retry_after(answer: requests.Response) -> float | None:
    value = answer.headers.get("Retry-After", "")
    return min(float(value), MAX_RETRY_AFTER) if _is_number(value) else None


def _is_number(value: str) -> bool:
    """Tell a run of digits; a header may hold any byte, and `str.isdigit` takes `²` for one."""
    return value.isascii() and value.isdigit()


@contextmanager
def _meaning() -> Iterator[None]:
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise DeskUnreachable("tls", _last_words(error)) from error
    except requests.exceptions.Timeout as error:
        raise DeskUnreachable("timeout") from error
    except (requests.exceptions.RequestException, socket.gaierror, OSError) as error:
        raise DeskUnreachable("offline", type(error).__name__) from error


def _last_words(error: BaseException) -> str:
    return str(error)[-160:]
