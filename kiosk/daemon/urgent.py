"""Urgent notices at the kiosk: only what the desk has signed, kept over restarts, from the network or from a folder.

The folder (`<data>/alerts`) takes the signed file that the desk gives for a stick or a shared drive, for the day on
which the network is what is broken (S21).
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import structlog
from pydantic import ValidationError

from sync import durable
from sync.protocol.alerts import MAX_ALERT_BYTES, Alert, NotGenuine, SignedAlert, open_alert

FOLDER = "alerts"
_KEPT = "alerts.json"
_MOST = 100
_log = structlog.get_logger("daemon.urgent")


class UrgentNotices:
    """The messages that are known. Not for several threads at once: the caller holds one lock around it."""

    def __init__(self, data: Path, tell: Callable[[dict[str, Any]], None]) -> None:
        self._path, self._folder = data / _KEPT, data / FOLDER
        self._tell = tell
        self._key = ""
        self._signed: dict[tuple[str, str], tuple[SignedAlert, Alert]] = {}
        self._seen: dict[str, int] = {}
        for signed in self._read_kept():
            self._take(signed)

    def hear(self, key: str, messages: Iterable[SignedAlert]) -> int:
        """Take what the desk itself says over its own line: its key (Ed25519, Base64) and its messages."""
        changed = bool(key) and key != self._key
        self._key = key or self._key
        fresh = self.take(messages)
        if changed and not fresh:
            self._keep()
        return fresh

    def take(self, messages: Iterable[SignedAlert]) -> int:
        """Take messages that bear the desk's signature; return how many were new.

        The screen is told before the disk is waited for.
        """
        fresh = sum(self._take(signed) for signed in messages)
        if fresh:
            self._tell(self.known())
            self._keep()
        return fresh

    def look(self) -> int:
        """Take signed files that were put into the folder; return how many were new."""
        if not self._folder.is_dir():
            return 0
        found = []
        for path in sorted(self._folder.glob("*.json"))[:_MOST]:
            stat = path.stat()
            if self._seen.get(path.name) == stat.st_mtime_ns or stat.st_size > 3 * MAX_ALERT_BYTES:
                continue
            self._seen[path.name] = stat.st_mtime_ns
            try:
                found.append(SignedAlert.model_validate_json(path.read_bytes()))
            except (OSError, ValidationError) as error:
                _log.warning("a file is no urgent notice", file=path.name, error=type(error).__name__)
        return self.take(found)

    def known(self) -> dict[str, Any]:
        """Return every message for the screen, which decides what stands."""
        return {"alerts": [alert.model_dump(mode="json") for _, alert in self._signed.values()]}

    def _take(self, signed: SignedAlert) -> bool:
        if not self._key:
            _log.warning("an urgent notice came before the desk's key")
            return False
        try:
            alert = open_alert(signed, b64decode(self._key))
        except NotGenuine as error:
            _log.error("an urgent notice was not signed by the desk", reason=str(error))
            return False
        if alert.key in self._signed:
            return False
        self._signed[alert.key] = (signed, alert)
        while len(self._signed) > _MOST:
            del self._signed[next(iter(self._signed))]
        return True

    def _read_kept(self) -> list[SignedAlert]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            self._key = str(kept["key"])
            return [SignedAlert.model_validate(item) for item in kept["messages"]]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.error("the kept urgent notices cannot be read", error=type(error).__name__)
            return []

    def _keep(self) -> None:
        messages = [signed.model_dump(mode="json") for signed, _ in self._signed.values()]
        body = json.dumps({"key": self._key, "messages": messages})
        try:
            durable.write(self._path, body, 0o640)
        except OSError as error:
            _log.error("an urgent notice is shown but cannot be kept over a restart", error=str(error))
