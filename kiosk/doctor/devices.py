"""Checks of the devices: printer, scanner, sound, brightness, the fonts on paper."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.config import Settings
from kiosk.devices import checks
from kiosk.doctor.daemon import ask_daemon
from kiosk.doctor.machine import Machine
from kiosk.finding import Finding


def check_devices(settings: Settings, machine: Machine) -> Iterator[Finding]:
    """Ask each device how it is. Where a daemon runs, it holds the printer's only line, and is asked instead."""
    status, _ = ask_daemon(settings, "status")
    printer = str(status["printer"]) if status else None
    scanner = str(status["scanner"]) if status else None
    yield checks.check_printer(settings.printer, printer)
    yield checks.check_paper_fonts()
    yield checks.check_scanner(settings.scanner, scanner)
    yield checks.check_sound(settings.sound)
    yield checks.check_brightness(machine.path("sys/class/backlight"))
    yield checks.check_keypad(settings.keypad)
