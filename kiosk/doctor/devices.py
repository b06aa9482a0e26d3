"""Checks of the devices: printer, scanner, sound, brightness, the fonts on paper."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.config import Settings
from kiosk.devices.checks import device_checks
from kiosk.doctor.daemon import ask_daemon
from kiosk.finding import Finding


def check_devices(settings: Settings) -> Iterator[Finding]:
    """Ask each device how it is. Where a daemon runs, it holds the printer's only line, and is asked instead."""
    status, _ = ask_daemon(settings, "status")
    printer = str(status["printer"]) if status else None
    scanner = str(status["scanner"]) if status else None
    for ask in device_checks(settings, printer, scanner):
        yield ask()
