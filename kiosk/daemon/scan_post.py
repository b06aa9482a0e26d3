"""The scanner that the daemon reads: each code and each kind refusal goes to the screens as the push `scan`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import structlog

from kiosk import config
from kiosk.devices.scanner import open_scanner
from kiosk.devices.scanner.base import Refusal, Scanner, Seen
from kiosk.ipc import Scanned, ScannerWord

_log = structlog.get_logger("scanner")


class ScanPost:
    """Reads a wedge or a serial scanner. A camera belongs to the screen, which shows what it sees: it is not read here.

    `push` is called on the scanner's thread.
    """

    def __init__(self, settings: config.Scanner, push: Callable[[dict[str, Any]], None]) -> None:
        self._settings = settings
        self._push = push
        self._scanner: Scanner | None = None

    @property
    def word(self) -> ScannerWord:
        """How the scanner is; `none` where the daemon reads none."""
        return self._scanner.state().value if self._scanner is not None else "none"

    def start(self, public_url: str) -> None:
        """Read, or read anew: addresses are taken only where they are of the desk at `public_url`."""
        self.stop()
        if self._settings.kind in ("none", "camera"):
            return
        self._scanner = open_scanner(self._settings, urlsplit(public_url).hostname or "")
        self._scanner.start(self._seen)

    def stop(self) -> None:
        """Read no more."""
        scanner, self._scanner = self._scanner, None
        if scanner is not None:
            scanner.stop()

    def _seen(self, seen: Seen) -> None:
        if isinstance(seen, Refusal):
            _log.info("refused", why=seen.value)  # never what was shown: it may be anything of anybody's
            said = Scanned(refused=seen.value)
        else:
            said = Scanned(code=seen.code)
        self._push(said.model_dump(mode="json"))
