"""The scanner that the daemon reads: each code and each kind refusal goes to the screens as the push `scan`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog

from kiosk import config
from kiosk.devices.scanner import open_scanner
from kiosk.devices.scanner.base import Invitation, Refusal, Scanner, Seen
from kiosk.devices.scanner.grammar import understand
from kiosk.devices.scanner.invitation import understand_invitation
from kiosk.ipc import Scanned, ScannerWord

_log = structlog.get_logger("scanner")


_SERIAL, _CAMERA = Path("/dev/mizban/scanner"), Path("/dev/video0")
"""Where a scanner in serial mode and a camera are found that the settings do not name (systemd/60-mizban.rules)."""


def found_scanner() -> config.Scanner:
    """Return the scanner of a kiosk that is not set up yet; of kind `none` where there is none."""
    if _SERIAL.exists():
        return config.Scanner(kind="serial", device=str(_SERIAL))
    return config.Scanner(kind="camera", device=str(_CAMERA)) if _CAMERA.exists() else config.Scanner()


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
        """Read, or read anew: addresses are taken only where they are of the desk at `public_url`.

        With no desk yet an invitation to one is all that is taken, by a scanner that nobody had to name.
        """
        self.stop()
        settings = self._settings if public_url or self._settings.kind != "none" else found_scanner()
        if settings.kind in ("none", "camera"):
            return
        grammar = understand if public_url else understand_invitation
        self._scanner = open_scanner(settings, urlsplit(public_url).hostname or "", grammar)
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
        elif isinstance(seen, Invitation):
            said = Scanned(desk=seen.url, invitation=seen.code)
        else:
            said = Scanned(code=seen.code)
        self._push(said.model_dump(mode="json"))
