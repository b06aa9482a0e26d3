"""The daemon's process: starts the service, tells systemd, and ends it on SIGTERM."""

from __future__ import annotations

import faulthandler
import shutil
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import sdnotify
import structlog

from kiosk.config import ConfigError, Settings
from kiosk.daemon import logs
from kiosk.daemon.server import SocketTaken
from kiosk.daemon.service import Service
from language.dates import use_calendar
from sync.enrollment import EnrollmentError
from sync.errors import StoreError

_LOOK_S = 2.0
_LEAST_FREE = 1 << 20
_SWITCH_S = 0.001
"""A visitor's ticket waits for a thread that draws or reads a batch no longer than this (Python's own is 5 ms)."""
_log = structlog.get_logger("daemon")


def run_daemon(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises `ConfigError` with one line where it cannot start."""
    logs.set_up()
    faulthandler.enable()
    sys.setswitchinterval(_SWITCH_S)
    use_calendar("ar", settings.arabic_calendar)
    ending = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ending.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        service = Service(settings)
    except (StoreError, SocketTaken, EnrollmentError) as error:
        raise ConfigError(f"the daemon cannot start: {error}{_no_room(settings.data)}") from error
    systemd = sdnotify.SystemdNotifier()
    service.store.on_beat(lambda: systemd.notify("WATCHDOG=1"))
    service.technician.restart = ending.set  # systemd starts it anew
    service.start()
    systemd.notify("READY=1")
    _log.info("ready", socket=str(settings.socket), data=str(settings.data))
    try:
        _wait(service, ending)
    finally:
        systemd.notify("STOPPING=1")
        service.stop()
        _log.info("ended")


def _no_room(data: Path) -> str:
    """Return what to do where the disk is full: SQLite's own words may name what follows from it, not the cause."""
    free = shutil.disk_usage(data).free if data.is_dir() else _LEAST_FREE
    if free >= _LEAST_FREE:
        return ""
    return f"; {free // 1024} KiB are left on the disk of {data}: make room and start again"


def _wait(service: Service, ending: threading.Event) -> None:
    while not ending.wait(_LOOK_S):
        try:
            service.note_facts()
            service.look_for_enrollment()
            service.look_for_alerts()
            if service.restart_wanted.is_set():
                return  # set up at the panel: systemd starts the daemon again, with what was chosen
        except (EnrollmentError, StoreError) as error:
            _log.error("the enrollment cannot be taken up", error=str(error))
