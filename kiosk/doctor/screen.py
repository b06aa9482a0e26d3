"""Checks of what is shown: the fonts, and the daemon behind the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import features

from kiosk.config import Settings
from kiosk.doctor.daemon import ask_daemon
from kiosk.doctor.machine import Machine
from kiosk.finding import Finding
from kiosk.text import fonts


def check_screen(settings: Settings, machine: Machine) -> Iterator[Finding]:
    """Check the fonts and the daemon."""
    yield _fonts()
    yield _papers()
    yield _daemon(settings)


def _fonts() -> Finding:
    missing = [Path(path).name for weight in fonts.WEIGHTS for path in fonts.paths(weight) if not _readable(Path(path))]
    if missing:
        return Finding("fonts", "fault", f"missing or broken: {', '.join(missing)}", "Install Mizban anew.")
    return Finding("fonts", "ok", "every weight and script", facts={"files": 2 * len(fonts.WEIGHTS)})


def _papers() -> Finding:
    """Papers are drawn by Pillow, whose shaper (raqm) asks the system for FriBiDi when it is first used."""
    if features.check("raqm"):
        return Finding("shaping", "ok", "papers can be drawn in every script")
    remedy = "apt-get install libfribidi0; restart mizban-daemon."
    return Finding("shaping", "fault", "papers cannot be drawn: the library FriBiDi is missing", remedy)


def _readable(path: Path) -> bool:
    try:
        return bool(fonts.coverage(str(path)))
    except (OSError, ValueError, LookupError):
        return False


def _daemon(settings: Settings) -> Finding:
    if not settings.socket.exists():
        return Finding(
            "daemon",
            "fault",
            f"there is no socket {settings.socket}",
            "systemctl status mizban-daemon; start it: mizban daemon",
        )
    _, word = ask_daemon(settings, "ping")
    if not word:
        return Finding("daemon", "ok", "its writer answers")
    return Finding("daemon", "fault", f"does not answer: {word}", "journalctl -u mizban-daemon; restart it.")
