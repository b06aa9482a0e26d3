"""From the settings to a scanner."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk import config
from kiosk.devices.scanner.base import Grammar, OnSeen, Scanner, ScannerState
from kiosk.devices.scanner.grammar import understand

if TYPE_CHECKING:
    from kiosk.devices.scanner.camera import CameraScanner
    from kiosk.devices.scanner.loop import LoopScanner


class NoScanner:
    """A kiosk without a scanner: codes are typed."""

    def state(self) -> ScannerState:
        """There is none."""
        return ScannerState.ABSENT

    def start(self, on_seen: OnSeen) -> None:
        """Nothing is ever seen."""

    def stop(self) -> None:
        """Nothing to stop."""


def open_scanner(settings: config.Scanner, desk_host: str = "", grammar: Grammar = understand) -> Scanner:
    """Return the scanner that `settings` describe, at rest. Its library is loaded only for the kind that is set."""
    scanner = _of_kind(settings, desk_host)
    if not isinstance(scanner, NoScanner):
        scanner.grammar = grammar
    return scanner


def _of_kind(settings: config.Scanner, desk_host: str) -> LoopScanner | CameraScanner | NoScanner:
    match settings.kind:
        case "wedge":
            from kiosk.devices.scanner.wedge import WedgeScanner

            return WedgeScanner(settings.device, desk_host)
        case "serial":
            from kiosk.devices.scanner.serial import SerialScanner

            return SerialScanner(settings.device, desk_host)
        case "camera":
            from kiosk.devices.scanner.camera import CameraScanner
            from kiosk.devices.scanner.cameras import open_camera

            return CameraScanner(partial(open_camera, settings.device), desk_host)
        case "none":
            return NoScanner()
