"""Faults laid into a healthy kiosk one at a time: each is named with its cause, and a healthy one has none (T7)."""

from __future__ import annotations

import sqlite3
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import features

from kiosk.config import Keypad, Printer, Scanner
from kiosk.finding import Finding, State
from kiosk.text import fonts
from sync import outbox
from sync.clock import SiteClock
from sync.protocol.events import HelpCalled
from sync.store import FILE_NAME, Store
from tests.doctor.healthy import KEYBOARD, POSTER, SERVICE, TOUCH, Office, Patient, running_office
from tests.sync.desk_stub import sha256

Seed = Callable[[Patient], None]
WELL = {"paper": "ok", "cover": "closed", "cutter": "ok", "line": "ok"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running_office(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture
def patient(office: Office, tmp_path: Path) -> Iterator[Patient]:
    office.printer.set(**WELL)
    yield office.patient(tmp_path)
    office.printer.set(**WELL)


@dataclass(frozen=True)
class Fault:
    """`words` are what the cause must say; `also` are checks that the same fault rightly touches too."""

    seed: Seed
    check: str
    state: State
    words: str
    also: tuple[str, ...] = ()


def service(result: str, state: str = "failed", restarts: int = 0) -> Seed:
    said = SERVICE.replace("=active", f"={state}").replace("=success", f"={result}").replace("=0", f"={restarts}")
    return lambda p: p.program("systemctl", f"cat <<'END'\n{said}\nEND")


def file(name: str, text: str) -> Seed:
    return lambda p: p.write(name, text)


def gone(name: str) -> Seed:
    return lambda p: p.remove(name)


def printer(**changes: str) -> Seed:
    """The printer that the doctor asks itself; that the daemon is asked where it runs, the healthy kiosk shows."""

    def seed(p: Patient) -> None:
        free_socket(p)
        p.printer.set(**changes)

    return seed


def damaged(p: Patient) -> None:
    p.alone()
    path = p.settings.data / FILE_NAME
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA journal_mode = DELETE")
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 1900)


def sql(*statements: str) -> Seed:
    def seed(p: Patient) -> None:
        p.alone()
        with closing(sqlite3.connect(p.settings.data / FILE_NAME)) as db, db:
            for statement in statements:
                db.execute(statement)

    return seed


def many_unsent(p: Patient) -> None:
    p.alone()
    store = Store.open(p.settings.data)
    clock = SiteClock()

    def add(db: sqlite3.Connection) -> None:
        for _ in range(1200):
            call = uuid4()
            outbox.add(db, clock, call, HelpCalled(call_id=call, screen="home"))

    store.write(add)
    store.close()


def no_desk(p: Patient) -> None:
    p.who(url="http://127.0.0.1:9")


def bad_token(p: Patient) -> None:
    p.who(token="x" * 40)


@contextmanager
def tls(folder: Path, begins: str, days: int, ca: bool) -> Iterator[tuple[str, Path]]:
    """Serve anything at all by TLS with a certificate of its own; yield address and certificate."""
    folder.mkdir(parents=True, exist_ok=True)
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["faketime", begins, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", str(days),
         "-subj", "/CN=desk", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}", certificate if ca else Path()
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def free_socket(p: Patient) -> None:
    """The daemon is not there; the printer, which serves one at a time, is then asked by the doctor itself."""
    p.change(socket=p.folder / "none.sock", printer=p.spare)


FAULTS: dict[str, Fault] = {
    "daemon gone": Fault(free_socket, "daemon", "fault", "no socket"),
    "daemon's watchdog": Fault(service("watchdog"), "mizban-daemon", "fault", "watchdog", ("mizban-kiosk",)),
    "out of memory": Fault(service("oom-kill"), "mizban-kiosk", "fault", "memory ran out", ("mizban-daemon",)),
    "restarts": Fault(
        service("success", "active", 12), "mizban-daemon", "warning", "anew 12 times", ("mizban-kiosk",)
    ),
    "not installed": Fault(
        lambda p: p.program("systemctl", "echo LoadState=not-found"), "mizban-kiosk", "fault", "not installed",
        ("mizban-daemon",),
    ),
    "printer paper out": Fault(printer(paper="out"), "printer", "fault", "no paper", ("daemon",)),
    "printer cover open": Fault(printer(cover="open"), "printer", "fault", "cover is open", ("daemon",)),
    "printer cutter": Fault(printer(cutter="error"), "printer", "fault", "cutter", ("daemon",)),
    "printer paper low": Fault(printer(paper="low"), "printer", "warning", "nearly used up", ("daemon",)),
    "printer gone": Fault(
        lambda p: (free_socket(p), p.change(printer=Printer(kind="network", port=9)))[0],
        "printer", "fault", "cannot be reached", ("daemon",),
    ),
    "no printer set up": Fault(lambda p: p.change(printer=Printer()), "printer", "warning", "no printer"),
    "scanner gone": Fault(
        lambda p: (free_socket(p), p.change(scanner=Scanner(kind="serial", device="/dev/mizban/none")))[0],
        "scanner", "fault", "not there", ("daemon",),
    ),
    "camera gone": Fault(
        lambda p: (free_socket(p), p.change(scanner=Scanner(kind="camera", device="/dev/video77")))[0],
        "scanner", "fault", "", ("daemon",),
    ),
    "keypad gone": Fault(
        lambda p: p.change(keypad=Keypad(device="/dev/input/by-id/none")), "keypad", "fault", "not there"
    ),
    "no sound card": Fault(lambda p: p.program("aplay", "exit 0"), "sound", "fault", "no sound card"),
    "no voice": Fault(lambda p: p.program("espeak-ng", None), "sound", "fault", "espeak-ng is not installed"),
    "panel off": Fault(
        file("sys/class/drm/card0-HDMI-A-1/status", "disconnected"), "screen", "fault", "no panel is connected"
    ),
    "no graphics": Fault(gone("sys/class/drm"), "screen", "fault", "no graphics output"),
    "another panel": Fault(
        lambda p: p.change(screen=p.settings.screen.model_copy(update={"width_mm": 500.0})),
        "screen-size", "warning", "340 mm wide",
    ),
    "no touch": Fault(file("proc/bus/input/devices", ""), "touch", "fault", "no touch panel"),
    "two input providers": Fault(
        file("proc/bus/input/devices", TOUCH + "\n" + TOUCH.replace("event5", "event6")), "touch", "fault", "twice"
    ),
    "a keyboard": Fault(
        file("proc/bus/input/devices", TOUCH + "\n" + KEYBOARD), "keyboards", "warning", "Logitech"
    ),
    "no brightness": Fault(gone("sys/class/backlight"), "brightness", "warning", "stays as bright"),
    "no cable": Fault(file("sys/class/net/eth0/carrier", "0"), "network", "warning", "no cable"),
    "no way out": Fault(file("proc/net/route", "Iface\tDestination\n"), "network", "warning", "no way out"),
    "name unknown": Fault(
        lambda p: p.who(url="https://desk.invalid"), "desk-name", "warning", "nobody knows the name",
        ("desk", "certificate", "daemon"),
    ),
    "clock wrong": Fault(
        lambda p: setattr(p, "clock", lambda: datetime(2019, 3, 1, tzinfo=UTC)),
        "clock-date", "fault", "2019-03-01", ("clock",),
    ),
    "no time server": Fault(
        lambda p: (p.remove("run/systemd/timesync"), p.program("timedatectl", "echo no"))[0],
        "time-sync", "warning", "no time server",
    ),
    "disk errors": Fault(file("sys/fs/ext4/mmcblk0p2/errors_count", "7"), "disk-health", "fault", "7 errors"),
    "disk worn": Fault(
        file("sys/block/mmcblk0/device/life_time", "0x0a 0x03"), "disk-health", "warning", "worn out"
    ),
    "heat": Fault(file("sys/class/thermal/thermal_zone0/temp", "93500"), "heat", "fault", "93.5"),
    "weak supply": Fault(
        file("sys/devices/platform/soc/soc:firmware/get_throttled", "0x50005"), "power", "warning", "too weak"
    ),
    "no data folder": Fault(
        lambda p: p.change(data=p.folder / "nowhere"), "data", "fault", "is not there", ("enrollment",)
    ),
    "damaged database": Fault(damaged, "database", "fault", "damaged", ("daemon",)),
    "newer database": Fault(
        sql("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('mizban-kiosk', 'm9', '')"),
        "database", "fault", "newer version", ("daemon",),
    ),
    "no content": Fault(sql("DELETE FROM content"), "content", "fault", "nothing to show", ("daemon",)),
    "backlog": Fault(many_unsent, "unsent", "warning", "facts wait", ("daemon",)),
    "quarantine": Fault(
        lambda p: (
            many_unsent(p), sql("UPDATE outbox SET state = iif(seq % 400 = 0, 2, 1), reason = 'odd'")(p)
        )[0], "quarantine", "warning", "refused 3 facts; the first: odd", ("daemon",),
    ),
    "poster damaged": Fault(
        lambda p: (p.alone(), (p.settings.data / "media" / sha256(POSTER)).write_bytes(b"half"))[0],
        "media", "warning", "missing or damaged", ("daemon",),
    ),
    "not enrolled": Fault(
        lambda p: (p.alone(), (p.settings.data / "enrollment.json").unlink())[0], "enrollment", "fault", "no desk has",
        ("daemon",),
    ),
    "enrollment damaged": Fault(
        lambda p: (p.alone(), (p.settings.data / "enrollment.json").write_text("{"))[0], "enrollment", "fault",
        "is damaged", ("daemon",),
    ),
    "bad token": Fault(bad_token, "desk", "fault", "", ("daemon",)),
    "desk gone": Fault(no_desk, "desk", "warning", "", ("daemon",)),
    "clock off": Fault(
        lambda p: setattr(p, "clock", lambda: datetime.now(UTC) + timedelta(seconds=4000)),
        "clock", "warning", "differs from the desk's by -4000",
    ),
}  # fmt: skip


def bad(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.check: finding for finding in findings if finding.state != "ok"}


def test_a_healthy_kiosk_has_no_fault(patient: Patient) -> None:
    findings = patient.examine()
    assert bad(findings) == {}
    assert len(findings) >= 25
    assert len({finding.check for finding in findings}) == len(findings)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(patient: Patient, name: str) -> None:
    fault = FAULTS[name]
    fault.seed(patient)
    found = bad(patient.examine())
    assert found[fault.check].state == fault.state, found
    assert fault.words in found[fault.check].cause
    assert found[fault.check].remedy
    assert set(found) <= {fault.check, *fault.also}, found


@pytest.mark.parametrize(
    ("begins", "days", "ca", "words"),
    [("2020-01-01", 30, True, "expired"), ("1 day ago", 30, False, "self-signed"), ("1 day ago", 9, True, "ends in")],
    ids=["expired", "of an unknown authority", "ends soon"],
)
def test_a_bad_certificate_is_named(patient: Patient, begins: str, days: int, ca: bool, words: str) -> None:
    with tls(patient.folder / "tls", begins, days, ca) as (url, ca_file):
        patient.who(url=url, ca_file=ca_file if ca else None)
        found = bad(patient.examine())
    assert words in found["certificate"].cause
    assert found["certificate"].state == ("warning" if words == "ends in" else "fault")


def test_a_missing_font_is_named(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fonts.paths
    monkeypatch.setattr(fonts, "paths", lambda weight: [*whole(weight)[:-1], "/nowhere/Vazirmatn-Lost.ttf"])
    found = bad(patient.examine())
    assert set(found) == {"fonts"}
    assert "Vazirmatn-Lost.ttf" in found["fonts"].cause


def test_a_machine_that_cannot_shape_letters_is_named(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda name: name != "raqm")
    found = bad(patient.examine())
    assert set(found) == {"shaping"}
    assert "FriBiDi" in found["shaping"].cause


def test_a_full_disk_is_named(patient: Patient, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "doctor", disk], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this machine lets nobody mount a small file system")
    try:
        patient.change(data=disk, socket=tmp_path / "none.sock")
        with pytest.raises(OSError, match="No space"), (disk / "ballast").open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 65536)
        found = bad(patient.examine())
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
    assert found["disk-space"].state == "fault"
    assert "full" in found["disk-space"].cause
    assert "No space" in found["disk-write"].cause


def test_a_hung_daemon_is_named(patient: Patient) -> None:
    import socket

    path = patient.folder / "deaf.sock"
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(path))
        deaf.listen(8)
        patient.change(socket=path)
        found = bad(patient.examine())
    assert found["daemon"].cause == "does not answer: timeout"


def test_there_are_at_least_25_faults() -> None:
    beside = 7  # three certificates, a font, a full disk, a hung daemon, no shaper: tests of their own
    print(f"{len(FAULTS) + beside} faults are seeded, one at a time")
    assert len(FAULTS) + beside >= 25
