"""The support bundle holds what helps, and nothing of a visitor (U3, R8): canaries are put wherever data may lie."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.client import DaemonClient
from kiosk.config import Technician
from kiosk.doctor.machine import Machine
from kiosk.support import MASK, make, scrub
from language import digits
from sync.enrollment import load
from tests.doctor.healthy import Patient, running_office

PIN = "scrypt-canary"
NAME = "پروانه قناری‌زاده"
ANSWERS = {"name": NAME, "national-id": "0012345679", "mobile": "09121234567", "words": "سخن محرمانهٔ قناری"}


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Patient, list[str]]]:
    """A kiosk at which somebody has taken a ticket and registered a request; its data, and what must not come out."""
    folder = tmp_path_factory.mktemp("support")
    with running_office(folder) as office:
        client = DaemonClient(office.settings.socket)
        client.start()
        try:
            ask = {"key": str(uuid4()), "queue": "adm", "language": "fa"}
            ticket = client.call("ticket.issue", ask).result
            form = {"key": str(uuid4()), "kind": "service", "form": "ask", "language": "fa", "answers": ANSWERS}
            registered = client.call("request.submit", form)
        finally:
            client.stop()
        assert ticket is not None
        assert registered.result is not None, (registered.error, registered.message)
        who = load(office.settings.data)
        assert who is not None
        (folder / "patient").mkdir()
        patient = office.patient(folder / "patient")
        canaries = [*ANSWERS.values(), ticket["code"], registered.result["code"], who.token]
        leak = " ".join(canaries[1:3] + canaries[4:]) + " " + digits.localize(ANSWERS["mobile"], "fa") + " a@b.ir"
        patient.program("journalctl", f"echo '2026-11-21T08:00:00+0330 kiosk mizban[7]: {leak}'")
        yield patient, canaries


def bundle(patient: Patient) -> dict[str, str]:
    machine = Machine(patient.folder / "root", patient.clock, f"{patient.folder / 'bin'}:/usr/bin:/bin")
    with tarfile.open(fileobj=io.BytesIO(make(patient.settings, machine))) as archive:
        found = {}
        for entry in archive.getmembers():
            file = archive.extractfile(entry)
            assert file is not None
            found[entry.name.removeprefix("mizban-support/")] = file.read().decode()
        return found


def test_no_canary_is_in_it(visited: tuple[Patient, list[str]]) -> None:
    patient, canaries = visited
    patient.change(technician=Technician(pin=PIN))
    told = bundle(patient)
    everything = "\n".join(told.values())
    for canary in (*canaries, digits.localize(ANSWERS["mobile"], "fa"), "a@b.ir", PIN):
        assert str(canary) not in everything, canary
    assert MASK in told["logs/mizban-daemon.log"]
    assert "2026-11-21T08:00:00+0330 kiosk mizban[7]" in told["logs/mizban-daemon.log"]


def test_it_says_what_helps(visited: tuple[Patient, list[str]]) -> None:
    told = bundle(visited[0])
    store = json.loads(told["store.json"])
    assert store["rows"]["tickets"] == 1
    assert {fact["kind"] for fact in store["facts"]} >= {"ticket.issued", "request.submitted"}
    checks = {finding["check"]: finding["state"] for finding in json.loads(told["doctor.json"])}
    assert checks["database"] == "ok"
    assert json.loads(told["enrollment.json"])["enrolled"] is True
    assert json.loads(told["settings.json"])["printer"]["kind"] == "network"


@given(st.text(alphabet="abc سلام\n", max_size=20), st.integers(10**9, 10**13), st.sampled_from(["fa", "ar", "en"]))
def test_no_long_number_passes(words: str, number: int, lang: str) -> None:
    written = digits.localize(str(number), lang)  # type: ignore[arg-type]
    for shown in (written, f"{written[:4]} {written[4:7]} {written[7:]}", f"{written[:4]}-{written[4:]}"):
        assert shown not in scrub(f"{words} {shown} {words}")


def test_times_and_short_numbers_stay() -> None:
    line = "2026-11-21T08:00:00.123456Z level=info event=printed took_ms=1834 job=17 at 10.20.30.40:9100"
    assert scrub(line) == line


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(f'data = "{tmp_path / "none"}"\nsocket = "{tmp_path / "none.sock"}"\n')
    target = tmp_path / "bundle.tar.gz"
    words = [sys.executable, "-m", "mizban", "support-bundle", "--out", str(target), "--config", str(config)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert target.stat().st_mode & 0o777 == 0o600
    again = subprocess.run(words, capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "--out" in again.stderr
