"""The doctor names each fault with its cause, and finds none where all is well (T7)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.config import Settings
from kiosk.doctor.examine import examine
from kiosk.doctor.machine import Machine
from kiosk.doctor.store import check_data
from kiosk.finding import Finding, worst
from sync.store import FILE_NAME, Store


def found(findings: list[Finding], check: str) -> Finding:
    return next(finding for finding in findings if finding.check == check)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", socket=tmp_path / "daemon.sock")


def test_a_kiosk_with_nothing_is_told_what_to_do(settings: Settings) -> None:
    findings = examine(settings)
    assert found(findings, "data").state == "fault"
    assert found(findings, "enrollment").remedy == "mizban enroll URL CODE"
    assert found(findings, "daemon").state == "fault"
    assert found(findings, "fonts").state == "ok"
    assert worst(findings) == "fault"


def test_a_damaged_database_is_named(settings: Settings) -> None:
    settings.data.mkdir()
    Store.open(settings.data).close()
    database = settings.data / FILE_NAME
    whole = list(check_data(settings, Machine()))
    assert found(whole, "database").state == "ok"
    pages = bytearray(database.read_bytes())
    pages[100:2000] = b"\xff" * 1900
    database.write_bytes(pages)
    for leftover in ("-wal", "-shm"):
        database.with_name(FILE_NAME + leftover).unlink(missing_ok=True)
    assert found(list(check_data(settings, Machine())), "database").state == "fault"


def test_a_check_that_breaks_is_a_finding(settings: Settings) -> None:
    def check_broken(_: Settings, _machine: Machine) -> list[Finding]:
        raise RuntimeError("loose wire")

    assert examine(settings, [check_broken]) == [
        Finding("broken", "unknown", "the check itself failed: RuntimeError: loose wire")
    ]


def test_the_command_gives_json_and_an_exit_code(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(f'data = "{tmp_path / "none"}"\nsocket = "{tmp_path / "none.sock"}"\n')
    done = subprocess.run(
        [sys.executable, "-m", "mizban", "doctor", "--json", "--config", str(config)], capture_output=True, text=True
    )
    assert done.returncode == 2
    document = json.loads(done.stdout)
    assert document["state"] == "fault"
    assert {"check", "state", "cause", "remedy", "facts"} <= set(document["findings"][0])
