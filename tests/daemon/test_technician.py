"""The technician's corner over the socket (L7): a PIN that is hashed, slowed and logged; nothing personal leaves."""

from __future__ import annotations

import base64
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.client import DaemonClient
from kiosk.config import Scanner, Settings
from kiosk.config import Technician as TechnicianSettings
from kiosk.daemon import logs
from kiosk.daemon.pin import PinError, hash_pin, matches
from kiosk.daemon.scrub import scrub
from kiosk.daemon.service import Service
from kiosk.daemon.technician import FIRST_WAIT_S, FREE_TRIES, LONGEST_WAIT_S, OPEN_S, Lock
from kiosk.ipc import TechnicianLook
from sync.enrollment import enroll
from sync.loop import Pace
from tests.daemon.conftest import Screen
from tests.sync.desk_stub import DeskStub
from tests.sync.waiting import until

PIN = "258046"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def kept() -> str:
    return hash_pin(PIN)


@pytest.fixture
def service(config: Settings, desk: DeskStub, kept: str, tmp_path: Path) -> Iterator[Service]:
    """A daemon with a PIN, and a camera of pictures in a folder."""
    pictures = tmp_path / "camera"
    pictures.mkdir()
    Image.fromarray(np.full((480, 640), 120, np.uint8)).save(pictures / "1.png")
    enroll(desk.url, "123456", config.data)
    changed = config.model_copy(
        update={
            "technician": TechnicianSettings(pin=kept),
            "scanner": Scanner(kind="camera", device=str(pictures)),
        }
    )
    logs.set_up()
    found = Service(changed, Pace(5, 0.02, 0.2))
    found.start()
    yield found
    found.stop()


def enter(screen: Screen) -> str:
    answer = screen.call("technician.enter", {"pin": PIN}).result
    assert answer is not None
    assert answer["outcome"] == "open"
    return str(answer["key"])


def test_the_settings_hold_no_pin(kept: str) -> None:
    assert PIN not in kept
    assert kept != hash_pin(PIN)
    assert matches(PIN, kept)
    assert not matches("258047", kept)
    for bad in ("12345", "1234567890123", "12ab56", "۱۲۳۴۵۶", "111111"):
        with pytest.raises(PinError) as error:
            hash_pin(bad)
        assert bad not in str(error.value)
    with pytest.raises(PinError, match="technician-pin"):
        matches(PIN, "plain-258046")


def test_nothing_is_answered_without_the_key(screen: Screen) -> None:
    for method in ("technician.look", "technician.do", "technician.camera"):
        for key in ("", "0" * 32):
            assert screen.call(method, {"key": key, "deed": "test-print"}).error == "closed"


def test_a_technician_looks_prints_and_leaves(screen: Screen) -> None:
    key = enter(screen)
    look = TechnicianLook.model_validate(screen.call("technician.look", {"key": key}).result)
    assert (look.printer, look.scanner, look.camera) == ("ready", "ready", True)
    job = (screen.call("technician.do", {"key": key, "deed": "test-print"}).result or {})["detail"]
    until(lambda: (screen.call("print.status", {"job": job}).result or {}).get("state") == "confirmed", "the paper", 30)
    assert screen.call("technician.do", {"key": key, "deed": "dance"}).error == "bad_request"
    assert screen.call("technician.do", {"key": key, "deed": "leave"}).result == {"detail": ""}
    assert screen.call("technician.look", {"key": key}).error == "closed"


def test_the_camera_shows_one_picture(screen: Screen) -> None:
    answer = screen.call("technician.camera", {"key": enter(screen)}).result
    assert answer is not None
    picture = Image.open(BytesIO(base64.b64decode(answer["jpeg"])))
    assert picture.size == (480, 360)


def test_wrong_guesses_wait_longer_and_longer(kept: str) -> None:
    """Also a right PIN is not looked at while the wait lasts."""
    now = [0.0]
    lock = Lock(kept, lambda: now[0])
    waits = []
    for _ in range(10):
        answer = lock.enter("000000")
        assert answer.outcome == "wrong"
        waits.append(answer.wait_s)
        if answer.wait_s:
            assert lock.enter(PIN).outcome == "wait"
        now[0] += answer.wait_s
    assert waits[: FREE_TRIES + 2] == [0.0, 0.0, FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S]
    assert waits[-1] == LONGEST_WAIT_S
    assert lock.enter(PIN).outcome == "open"
    assert lock.enter("000000").wait_s == 0.0


def test_the_corner_closes_by_itself(kept: str) -> None:
    now = [0.0]
    lock = Lock(kept, lambda: now[0])
    key = lock.enter(PIN).key
    now[0] += OPEN_S - 1
    lock.check(key)
    now[0] += OPEN_S + 1
    with pytest.raises(Exception, match="closed"):
        lock.check(key)
    assert Lock("", lambda: 0.0).enter(PIN).outcome == "no_pin"


def test_guesses_are_logged_and_the_export_holds_nothing_personal(screen: Screen, config: Settings) -> None:
    screen.call("technician.enter", {"pin": "000000"})
    logs._keep(None, "", "event=x name=زهرا mobile=09121112233 mail=zahra@example.com code=00124830715968")
    key = enter(screen)
    path = Path((screen.call("technician.do", {"key": key, "deed": "export-logs"}).result or {})["detail"])
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "wrong PIN" in text
    assert "a technician has entered" in text
    for canary in ("زهرا", "09121112233", "zahra@example.com", "00124830715968", PIN, "000000", key):
        assert canary not in text


@given(st.text(max_size=60), st.integers(10**8, 10**14), st.text(max_size=60))
def test_no_long_number_passes(before: str, number: int, after: str) -> None:
    assert str(number) not in scrub(f"{before} {number} {after}")
    for shown in (str(number).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")), f"+{number}"):
        assert shown not in scrub(f"{before} {shown} {after}")


def test_moments_and_event_ids_stay() -> None:
    line = "timestamp=2026-11-21T06:54:00.123456Z level=info event=sent id=018f3b1c-5c1e-7a3e-8a51-0123456789ab"
    assert scrub(line) == line


def test_restart_ends_the_daemon_as_it_should_end(tmp_path: Path, kept: str) -> None:
    """A real process: it answers, ends by itself with code 0 and lets go of its socket; systemd starts it anew."""
    config = tmp_path / "kiosk.toml"
    socket = tmp_path / "d.sock"
    config.write_text(f'data = "{tmp_path}/data"\nsocket = "{socket}"\n[technician]\npin = "{kept}"\n', "utf-8")
    daemon = subprocess.Popen([sys.executable, "-m", "mizban", "daemon", "--config", str(config)], cwd=ROOT)
    client = DaemonClient(socket)
    client.start()
    try:
        deadline = time.monotonic() + 60
        while client.call("ping").error:
            assert time.monotonic() < deadline
        key = (client.call("technician.enter", {"pin": PIN}).result or {})["key"]
        assert client.call("technician.do", {"key": key, "deed": "restart"}).result == {"detail": ""}
        assert daemon.wait(60) == 0
        assert not socket.exists()
    finally:
        client.stop()
        if daemon.poll() is None:
            daemon.send_signal(signal.SIGKILL)
            daemon.wait(10)
