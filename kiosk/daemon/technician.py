"""The technician's corner, the daemon's side (L7): the PIN, slowed and logged, and what may be looked at and done."""

from __future__ import annotations

import base64
import io
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from kiosk.config import Settings
from kiosk.daemon import logs, pin, print_jobs
from kiosk.daemon.desk_view import DeskView, Refusal
from kiosk.daemon.health import Health
from kiosk.daemon.print_worker import PrintWorker
from kiosk.daemon.scrub import scrub
from kiosk.ipc import HeldFact, TechnicianEntry, TechnicianLook
from sync import outbox

FREE_TRIES = 3
FIRST_WAIT_S, LONGEST_WAIT_S = 30.0, 900.0
OPEN_S = 600.0
"""How long the corner stays open after the last thing that was done in it."""
_PICTURE = (480, 360)
_LOG_CHARACTERS = 400_000
_log = structlog.get_logger("technician")


class Lock:
    """Slows guesses: three are free, then each wrong one doubles the wait, to a quarter of an hour. Times in seconds.

    It is shared by all screens of this kiosk and does not begin anew when a screen does.
    """

    def __init__(self, kept: str, clock: Callable[[], float]) -> None:
        self._kept, self._clock = kept, clock
        self._guard = threading.Lock()
        self._wrong = 0
        self._closed_until = 0.0
        self._key, self._key_until = "", 0.0

    def enter(self, typed: str) -> TechnicianEntry:
        """Try a PIN. One guess at a time; none is looked at while the wait lasts."""
        with self._guard:
            if not self._kept:
                return TechnicianEntry(outcome="no_pin")
            left = self._closed_until - self._clock()
            if left > 0:
                _log.warning("a PIN came too early", wait_s=round(left))
                return TechnicianEntry(outcome="wait", wait_s=left)
            if not pin.matches(typed, self._kept):
                self._wrong += 1
                wait = self._wait()
                self._closed_until = self._clock() + wait
                _log.warning("wrong PIN", times=self._wrong, wait_s=round(wait))
                return TechnicianEntry(outcome="wrong", wait_s=wait)
            self._wrong = 0
            self._key, self._key_until = secrets.token_hex(16), self._clock() + OPEN_S
            _log.info("a technician has entered")
            return TechnicianEntry(outcome="open", key=self._key)

    def check(self, key: str) -> None:
        """Go on only with the key of an open corner. Raises `Refusal`."""
        with self._guard:
            if not self._key or not secrets.compare_digest(key, self._key) or self._clock() > self._key_until:
                raise Refusal("closed", "the technician's corner is closed")
            self._key_until = self._clock() + OPEN_S

    def leave(self) -> None:
        """Close the corner."""
        with self._guard:
            self._key = ""

    def _wait(self) -> float:
        over = self._wrong - FREE_TRIES
        return 0.0 if over < 0 else float(min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**over))


@dataclass
class Technician:
    """Answers the methods `technician.…` of the socket. `restart` ends this process; systemd starts it anew."""

    settings: Settings
    view: DeskView
    printing: PrintWorker
    health: Health
    seconds_ago: Callable[[], float | None]
    fact_made: Callable[[], None]
    version: str
    clock: Callable[[], float] = time.monotonic
    restart: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self._lock = Lock(self.settings.technician.pin, self.clock)

    def methods(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        """Return the methods by name."""
        return {
            "technician.enter": lambda p: self._lock.enter(str(p.get("pin", ""))).model_dump(mode="json"),
            "technician.look": self._open(lambda p: self._look().model_dump(mode="json")),
            "technician.do": self._open(self._do),
            "technician.camera": self._open(lambda p: self._camera()),
        }

    def _open(self, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
        def only_with_the_key(params: dict[str, Any]) -> dict[str, Any]:
            self._lock.check(str(params.get("key", "")))
            return answer(params)

        return only_with_the_key

    def _look(self) -> TechnicianLook:
        with self.view.store.read() as db:
            unsent, _held = outbox.counts(db)
            held = outbox.quarantined(db)
        content = self.view.content
        return TechnicianLook(
            version=self.version,
            kiosk_number=self.view.who.number if self.view.who else None,
            content_version=content.version if content else 0,
            printer=self.printing.word,
            scanner=self._scanner(),
            camera=self.settings.scanner.kind == "camera",
            desk_seconds_ago=self.seconds_ago(),
            unsent=unsent,
            held=tuple(
                HeldFact(id=str(fact.id), kind=fact.kind, made_at=str(fact.made_at), reason=scrub(fact.reason))
                for fact in held[:20]
            ),
            checks=self.health.words(),
            free_mib=shutil.disk_usage(self.settings.data).free // 2**20,
        )

    def _scanner(self) -> str:
        if self.settings.scanner.kind == "none":
            return "none"
        from kiosk.devices.scanner import open_scanner

        return open_scanner(self.settings.scanner).state().value

    def _do(self, params: dict[str, Any]) -> dict[str, Any]:
        deed = str(params.get("deed", ""))
        deeds: dict[str, Callable[[], str]] = {
            "test-print": self._test_print,
            "release": self._release,
            "export-logs": self._export,
            "restart": self._restart,
            "leave": self._leave,
        }
        if deed not in deeds:
            raise Refusal("bad_request", f"'{deed}' cannot be done; what can: {', '.join(deeds)}")
        _log.info("a technician does", deed=deed)
        return {"detail": deeds[deed]()}

    def _test_print(self) -> str:
        job = self.view.store.write(lambda db: print_jobs.queue(db, "test", None, None, {}))
        self.printing.wake()
        return str(job)

    def _release(self) -> str:
        count = self.view.store.write(lambda db: outbox.release(db, None))
        self.fact_made()
        return str(count)

    def _export(self) -> str:
        """Write the log of this process to a file that only the owner may read. Returns its path."""
        folder = self.settings.data / "logs"
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"mizban-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.log"
        with open(path, "w", encoding="utf-8", opener=_private) as file:
            file.write(scrub(logs.recent(_LOG_CHARACTERS)) + "\n")
        return str(path)

    def _restart(self) -> str:
        self._lock.leave()
        self.restart()
        return ""

    def _leave(self) -> str:
        self._lock.leave()
        return ""

    def _camera(self) -> dict[str, Any]:
        """Return one small grey picture of the camera as JPEG in base64; it is kept nowhere."""
        if self.settings.scanner.kind != "camera":
            raise Refusal("not_found", "this kiosk has no camera")
        from PIL import Image

        from kiosk.devices.scanner.cameras import open_camera

        try:
            frames = open_camera(self.settings.scanner.device)
            try:
                picture = Image.fromarray(frames.frame())
            finally:
                frames.close()
        except OSError as error:
            raise Refusal("busy", error.strerror or "the camera does not answer") from error
        picture.thumbnail(_PICTURE)
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=70)
        return {"jpeg": base64.b64encode(buffer.getvalue()).decode("ascii"), "size": list(picture.size)}


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
