"""A screen or a daemon that hangs is started anew by its watchdog, and nothing is lost.

A hung process cannot be told from a slow one on a busy machine, so the default run waits as long as it takes; with
MIZBAN_WATCHDOG_S=30 the way back to the idle screen must not take longer than so many seconds.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.client import DaemonClient
from kiosk.config import load_settings
from mizban.demo.office import Office
from mizban.demo.visitor import Visitor
from mizban.demo.xserver import start_xvfb
from tests.support.supervisor import SYSTEMD, Supervisor

LIMIT_S = float(os.environ.get("MIZBAN_WATCHDOG_S", "120"))
HANG = """
import signal
def hang(*_):
    while True:
        pass
signal.signal(signal.SIGUSR1, hang)
"""
"""Put into the screen's process: a Python signal handler runs on the main thread, and this one never ends."""


def stop(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)


def make_busy(pid: int) -> None:
    os.kill(pid, signal.SIGUSR1)


def words(office: Office, *more: str) -> list[str]:
    return [sys.executable, "-m", "mizban", *more, "--config", str(office.config)]


def issue(office: Office, client: DaemonClient) -> str:
    catalogue = office.catalogue()
    assert catalogue is not None
    asked = {"key": str(uuid4()), "queue": catalogue.queues[0].id, "language": "fa"}
    answer, deadline = client.call("ticket.issue", asked), time.monotonic() + 60
    while answer.error == "closed" and time.monotonic() < deadline:  # the desk has not told of its lines yet
        time.sleep(0.1)
        answer = client.call("ticket.issue", asked)
    assert answer.result is not None, answer.error
    return str(answer.result["ticket_id"])


def on_disk(office: Office) -> set[str]:
    with closing(sqlite3.connect(f"file:{office.kiosk_data / 'mizban.db'}?mode=ro", uri=True)) as db:
        return {row[0] for row in db.execute("SELECT ticket_id FROM tickets")}


def idle_screen(office: Office, display: str) -> None:
    """Wait until the idle screen is drawn by a window that answers."""
    with closing(Visitor(office.hook, display, 90)) as visitor:
        visitor.wait_for("attract")


BY_NUMBER = pytest.mark.skipif("MIZBAN_WATCHDOG_S" not in os.environ, reason="MIZBAN_WATCHDOG_S=30 runs it")


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize(
    "hang", [pytest.param(stop, id="stopped"), pytest.param(make_busy, id="busy", marks=BY_NUMBER)]
)
def test_a_frozen_screen_comes_back(office: Office, tmp_path: Path, hang: Callable[[int], None]) -> None:
    display = start_xvfb(office.stack, 1080, 1920)
    extra = tmp_path / "extra"
    extra.mkdir()
    (extra / "sitecustomize.py").write_text(HANG)
    env = {
        "DISPLAY": display, "SDL_VIDEODRIVER": "x11", "MIZBAN_SCREEN_HOOK": str(office.hook),
        "KIVY_HOME": str(tmp_path / "kivy"), "PYTHONPATH": str(extra), "XDG_RUNTIME_DIR": str(tmp_path),
    }  # fmt: skip
    command = words(office, "kiosk", "--size", "1080x1920")
    with (
        Supervisor(SYSTEMD / "mizban-daemon.service", tmp_path, words(office, "daemon")) as daemon,
        Supervisor(SYSTEMD / "mizban-kiosk.service", tmp_path, command, env=env) as screen,
    ):
        daemon.wait_for("ready", within=90)
        screen.wait_for("ready", within=90)
        idle_screen(office, display)
        client = DaemonClient(load_settings(office.config).socket)
        client.start()
        try:
            tickets = {issue(office, client)}
            office.hook.unlink()
            begun = time.monotonic()
            hang(screen.pid)
            tickets.add(issue(office, client))  # the daemon serves while the screen hangs
            screen.wait_for("starved", within=90)
            idle_screen(office, display)
            took = time.monotonic() - begun
            tickets.add(issue(office, client))
        finally:
            client.stop()
        print(f"frozen by {hang.__name__}: back at the idle screen after {took:.1f} s")
        assert took <= LIMIT_S
        assert on_disk(office) == tickets
        assert daemon.count("started") == 1
    assert "Fatal Python error: Aborted" in screen.log.read_text(errors="replace")


@pytest.mark.slow
def test_a_stopped_daemon_comes_back_with_every_ticket(office: Office, tmp_path: Path) -> None:
    with Supervisor(SYSTEMD / "mizban-daemon.service", tmp_path, words(office, "daemon")) as daemon:
        daemon.wait_for("ready", within=90)
        client = DaemonClient(load_settings(office.config).socket)
        client.start()
        try:
            before = {issue(office, client)}
            begun = time.monotonic()
            stop(daemon.pid)
            daemon.wait_for("ready", 2, within=120)
            took = time.monotonic() - begun
            before.add(issue(office, client))
        finally:
            client.stop()
        print(f"stopped daemon: ready again after {took:.1f} s")
        assert on_disk(office) == before
        assert took <= LIMIT_S
