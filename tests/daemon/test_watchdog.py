"""What systemd hears of the daemon: ready once it serves, alive as long as its writer works, and a clean stop."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.config import Settings
from kiosk.daemon.service import Service
from tests.sync.waiting import until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def systemd(config: Settings) -> Iterator[tuple[socket.socket, subprocess.Popen[bytes]]]:
    """A daemon with a socket on which it notifies."""
    folder = config.socket.parent
    settings = folder / "kiosk.toml"
    settings.write_text(f'data = "{config.data}"\nsocket = "{config.socket}"\n', encoding="utf-8")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as ear:
        ear.bind(str(folder / "n"))
        ear.settimeout(60)
        process = subprocess.Popen(
            [sys.executable, "-m", "mizban", "daemon", "--config", str(settings)],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": str(folder / "n")},
            stderr=subprocess.DEVNULL,
        )
        yield ear, process
        process.kill()
        process.wait(20)


def test_ready_alive_and_stopping(systemd: tuple[socket.socket, subprocess.Popen[bytes]], config: Settings) -> None:
    ear, process = systemd
    heard = [ear.recv(200)]
    while heard[-1] != b"READY=1":
        heard.append(ear.recv(200))
    assert config.socket.exists(), "ready means that it answers"
    assert [ear.recv(200) for _one in range(2)] == [b"WATCHDOG=1"] * 2
    process.send_signal(signal.SIGTERM)
    while heard[-1] != b"STOPPING=1":
        heard.append(ear.recv(200))
    assert process.wait(60) == 0
    assert not config.socket.exists()


def test_a_writer_that_hangs_is_heard_no_more(service: Service) -> None:
    """The sign of life comes from the writer itself: a daemon that answers but stores nothing is started anew."""
    beats: list[int] = []
    service.store.on_beat(lambda: beats.append(1))
    until(lambda: len(beats) >= 2, "it beats", 60)
    gate, entered = threading.Event(), threading.Event()
    held = service.store.submit(lambda db: (entered.set(), gate.wait(60)))
    try:
        assert entered.wait(60)
        before = len(beats)
        silent = threading.Event()
        assert not silent.wait(2.5), "two beats would have come"
        assert len(beats) == before
    finally:
        gate.set()
    held.result(60)
    until(lambda: len(beats) > before, "it beats again", 60)
