"""What scanners take and refuse, through the way in that each kind of scanner has."""

from __future__ import annotations

import io
import os
import queue
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from evdev import ecodes
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk import config
from kiosk.devices.scanner import open_scanner
from kiosk.devices.scanner.base import Hint, Refusal, Scan, Scanner, ScannerState, Seen
from kiosk.devices.scanner.camera import CameraScanner, hint_for
from kiosk.devices.scanner.cameras import PictureCamera
from kiosk.devices.scanner.decode import Ladder, read_zxing
from kiosk.devices.scanner.framing import Framer
from kiosk.devices.scanner.grammar import MAX_CHARACTERS, Gate, understand
from kiosk.devices.scanner.serial import SerialScanner
from kiosk.devices.scanner.wedge import Keys
from kiosk.devices.scanner.zbar_guard import GuardedZbar
from sync.protocol.codes import make_code, ticket_url
from tests.devices.frames import URL, frames, symbol

CODE = "00124830715968"
EXAMPLES = int(os.environ.get("MIZBAN_EXAMPLES", "300"))


class Watch:
    """Collects what a scanner hands on."""

    def __init__(self) -> None:
        self.seen: queue.Queue[Seen] = queue.Queue()

    def next(self, timeout: float = 5.0) -> Seen:
        return self.seen.get(timeout=timeout)


def until_ready(scanner: Scanner) -> None:
    """Wait until the port is open: what a scanner sends before is dropped, as it should be."""
    end = time.monotonic() + 5
    while scanner.state() is not ScannerState.READY:
        assert time.monotonic() < end
        time.sleep(0.01)


# The grammar


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (CODE, Scan(CODE)),
        (f"{CODE}\r", Scan(CODE)),
        ("0012 48307 15968", Scan(CODE)),
        (URL, Scan(CODE)),
        (URL.lower().encode(), Scan(CODE)),
        ("00124830715969", Refusal.MISREAD),
        ("HTTPS://DESK.OFFICE.EXAMPLE/T/00124830715969", Refusal.MISREAD),
        ("https://evil.example/", Refusal.ELSEWHERE),
        ("javascript:alert(1)", Refusal.ELSEWHERE),
        ("WIFI:T:WPA;S:net;P:secret;;", Refusal.ELSEWHERE),
        ("hello", Refusal.NOT_A_CODE),
        ("", Refusal.NOT_A_CODE),
        (b"\xff\xfe\x00\x01", Refusal.NOT_A_CODE),
        (f"\x1b[2J{CODE}", Refusal.NOT_A_CODE),
        ("۰۰۱۲۴۸۳۰۷۱۵۹۶۸", Refusal.NOT_A_CODE),
        ("1" * 4000, Refusal.TOO_LONG),
    ],
)
def test_what_is_taken_and_what_is_refused(raw: str | bytes, meant: Seen) -> None:
    assert understand(raw) == meant


def test_an_address_of_another_desk_is_refused_where_ours_is_known() -> None:
    assert understand(URL, "desk.office.example") == Scan(CODE)
    assert understand(URL, "desk.other.example") is Refusal.ELSEWHERE
    assert understand(f"https://desk.office.example@evil.example/t/{CODE}", "desk.office.example") is Refusal.ELSEWHERE
    assert understand(CODE, "desk.other.example") == Scan(CODE)


@settings(max_examples=EXAMPLES)
@given(st.one_of(st.text(), st.binary(), st.text("0123456789 -/:HTPS.", max_size=60)))
@example("HTTPS://[/T/00124830715968")
@example("https://]" + "x" * 100)
def test_nothing_that_is_scanned_raises_or_passes_by_chance(raw: str | bytes) -> None:
    seen = understand(raw, "desk.office.example")
    if isinstance(seen, Scan):
        assert len(raw) <= MAX_CHARACTERS
        assert len(seen.code) == 14 and seen.code.isascii() and seen.code.isdigit()


@given(st.integers(0, 9999), st.integers(0, 13), st.integers(1, 9))
def test_every_code_passes_and_no_single_wrong_digit_does(origin: int, place: int, by: int) -> None:
    code = make_code(origin)
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert understand(ticket_url("https://desk.example", code)) == Scan(code)
    assert understand(wrong) is Refusal.MISREAD


def test_a_paper_held_before_the_reader_is_seen_once() -> None:
    now = [0.0]
    gate = Gate(clock=lambda: now[0])
    passed = 0
    for tick in range(100):
        now[0] = tick * 0.1
        passed += gate.admits(Scan(CODE))
    assert passed == 1
    now[0] += 3.1
    assert gate.admits(Scan(CODE))


def test_a_flood_of_codes_is_slowed() -> None:
    gate = Gate(clock=lambda: 0.0)
    assert sum(gate.admits(Scan(make_code(1))) for _ in range(100)) == 10


# Wedge


def _type(text: str) -> list[tuple[int, int]]:
    """Return the key events with which a scanner types `text` on a US keyboard."""
    events: list[tuple[int, int]] = []
    signs = {":": ("SEMICOLON", 1), "/": ("SLASH", 0), ".": ("DOT", 0), "-": ("MINUS", 0), "\r": ("ENTER", 0)}
    for character in text:
        name, shift = signs.get(character, (character.upper(), int(character.isupper())))
        code = getattr(ecodes, f"KEY_{name}")
        held = [(ecodes.KEY_LEFTSHIFT, 1)] if shift else []
        events += [*held, (code, 1), (code, 0), *[(key, 0) for key, _ in held]]
    return events


def _scans(events: list[tuple[int, int]]) -> list[bytes]:
    keys, framer, scans = Keys(), Framer(clock=lambda: 1.0), []
    for code, value in events:
        if typed := keys.feed(code, value):
            scans += framer.feed(typed)
    return scans


def test_a_wedge_types_an_address_in_capitals() -> None:
    assert _scans(_type(f"{URL}\r{CODE}\r")) == [URL.encode(), CODE.encode()]


def test_keys_that_are_no_characters_spoil_the_scan() -> None:
    events = [(ecodes.KEY_LEFTCTRL, 1), (ecodes.KEY_F2, 1), *_type(f"{CODE}\r")]
    assert [understand(raw) for raw in _scans(events)] == [Refusal.NOT_A_CODE]


def test_half_a_code_does_not_join_the_next() -> None:
    now = [0.0]
    framer = Framer(clock=lambda: now[0])
    assert framer.feed(b"0012483") == []
    now[0] += 0.5
    assert framer.feed(CODE.encode() + b"\r") == [CODE.encode()]


@given(st.lists(st.tuples(st.integers(0, 800), st.integers(-1, 3)), max_size=200))
def test_no_key_event_raises(events: list[tuple[int, int]]) -> None:
    for raw in _scans(events):
        understand(raw)


def test_a_wedge_that_is_away_is_absent_and_a_stranger_s_device_is_not_read(tmp_path: Path) -> None:
    scanner = open_scanner(config.Scanner(kind="wedge", device=str(tmp_path / "usb-Scanner-event-kbd")))
    assert scanner.state() is ScannerState.ABSENT


@pytest.mark.skipif(not os.access("/dev/uinput", os.W_OK), reason="this machine gives no uinput")
def test_a_grabbed_wedge_hands_on_its_code() -> None:
    from kiosk.devices.scanner.virtual import VirtualWedge
    from kiosk.devices.scanner.wedge import WedgeScanner

    wedge, watch = VirtualWedge(), Watch()
    scanner = WedgeScanner(wedge.path)
    scanner.start(watch.seen.put)
    wedge.scan(CODE)
    assert watch.next() == Scan(CODE)
    scanner.stop()
    wedge.close()


# Serial


@pytest.fixture
def port() -> Iterator[tuple[int, str]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_a_serial_scanner_hands_on_codes_and_refusals(port: tuple[int, str]) -> None:
    master, path = port
    watch, scanner = Watch(), SerialScanner(path)
    assert scanner.state() is ScannerState.READY
    scanner.start(watch.seen.put)
    until_ready(scanner)
    os.write(master, f"{URL}\r".encode())
    assert watch.next() == Scan(CODE)
    os.write(master, b"https://evil.example/\r\n")
    assert watch.next() is Refusal.ELSEWHERE
    os.write(master, b"9" * 4000 + b"\r")
    assert watch.next() is Refusal.TOO_LONG
    scanner.stop()
    os.write(master, f"{make_code(3)}\r".encode())
    with pytest.raises(queue.Empty):
        watch.next(0.3)


def test_a_serial_scanner_that_comes_back_is_read_again(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    first = os.openpty()
    tty.setraw(first[1])
    link.symlink_to(os.ttyname(first[1]))
    watch, scanner = Watch(), SerialScanner(str(link))
    scanner.start(watch.seen.put)
    until_ready(scanner)
    os.write(first[0], f"{CODE}\r".encode())
    assert watch.next() == Scan(CODE)
    second = os.openpty()
    tty.setraw(second[1])
    link.unlink()
    link.symlink_to(os.ttyname(second[1]))
    for end in first:
        os.close(end)  # the cable is pulled
    other, end = make_code(7), time.monotonic() + 5
    while watch.seen.empty() and time.monotonic() < end:
        os.write(second[0], f"{other}\r".encode())
        time.sleep(0.05)
    assert watch.next() == Scan(other)
    scanner.stop()
    for end in second:
        os.close(end)


# Camera


def test_a_camera_hands_on_the_code_with_a_live_picture_and_stops_for_good(tmp_path: Path) -> None:
    scene = Image.new("L", (640, 480), 140)
    scene.paste(symbol(URL, 6), (150, 90))
    scene.save(tmp_path / "1.png")
    watch, shown = Watch(), threading.Event()
    scanner = CameraScanner(lambda: PictureCamera(tmp_path, 50), on_frame=lambda frame: shown.set())
    assert scanner.state() is ScannerState.READY
    scanner.start(watch.seen.put)
    assert watch.next() == Scan(CODE)
    assert shown.wait(5)
    scanner.stop()
    shown.clear()
    assert not shown.wait(0.3)
    assert [thread.name for thread in threading.enumerate() if thread.name == "scanner-camera"] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.png"]


def test_hints_say_what_would_help() -> None:
    import numpy as np

    dark = np.full((480, 640), 12, dtype=np.uint8)
    assert hint_for(dark) is Hint.MORE_LIGHT
    assert hint_for(np.full((480, 640), 150, dtype=np.uint8)) is None
    far = Image.new("L", (640, 480), 150)
    far.paste(symbol(URL, 8).resize((60, 60), Image.Resampling.BOX), (300, 200))
    noisy = np.asarray(far)
    assert hint_for(noisy) in (Hint.CLOSER, Hint.HOLD_STILL, None)


def test_the_ladder_reads_what_the_first_rung_does_not() -> None:
    ladder = Ladder(budget_s=20.0)  # a busy machine must not end the tries
    hard = [picture.grey for picture in frames(("blur", "far"))]
    first = sum(bool(read_zxing(grey)) for grey in hard)
    whole = [ladder.read(grey) for grey in hard]
    ladder.close()
    assert sum(map(bool, whole)) >= first + 4
    assert {text for texts in whole for text in texts} == {URL.encode()}


def test_an_ordinary_structured_append_symbol_kills_no_thread() -> None:
    """Two halves of a text in two symbols: pyzbar raises on the second, so it must never be called in our process."""
    import numpy as np
    import segno
    from pyzbar.pyzbar import decode

    half = segno.make_sequence("HTTPS://DESK.OFFICE.EXAMPLE/T/ and much more text", symbol_count=2)[1]
    buffer = io.BytesIO()
    half.save(buffer, kind="png", scale=6)
    with Image.open(buffer) as picture:
        grey = np.asarray(picture.convert("L"))
    with pytest.raises(ValueError, match="ZBarOrientation"):
        decode(Image.fromarray(grey))
    guard = GuardedZbar(timeout=3.0)
    assert guard.read(grey) == []
    assert guard.restarts == 0
    guard.close()
    ladder = Ladder()
    assert all(not isinstance(understand(text), Scan) for text in ladder.read(grey))
    ladder.close()


def test_zbar_dies_and_the_next_frame_is_read() -> None:
    import numpy as np

    guard = GuardedZbar(timeout=3.0)
    clean = np.asarray(symbol(URL, 6))
    assert guard.read(clean) == [URL.encode()]
    assert guard._child is not None
    guard._child.kill()
    guard._child.wait()
    assert guard.read(clean) == []
    assert guard.restarts == 1
    assert guard.read(clean) == [URL.encode()]
    guard.close()


def test_a_hanging_zbar_costs_its_deadline_and_no_more() -> None:
    import signal

    import numpy as np

    guard = GuardedZbar(timeout=2.0)
    clean = np.asarray(symbol(URL, 6))
    guard.read(clean)
    assert guard._child is not None
    guard._child.send_signal(signal.SIGSTOP)
    assert guard.read(clean) == []
    guard.close()
