"""A CAP drill from the file to the screen, in every state of the app; the visitor's ticket is safe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.client import DaemonClient
from kiosk.ipc import IssueTicket
from sync.ids import uuid7
from tests.signage.making import cap
from tests.signage.windows import Station, without_screens
from tests.support.desk import ROOT, DeskProcess, Staff, running_desk
from tests.sync.waiting import until

LONG = bool(os.environ.get("MIZBAN_LONG_RUNS"))
pytestmark = [
    pytest.mark.window,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not LONG, reason="a whole desk, daemon, window and browser: MIZBAN_LONG_RUNS=1 runs it"),
]
FEW = ("attract", "home", "take-ticket", "ticket", "form-mobile", "warning")
SCENES: tuple[str, ...] = () if os.environ.get("MIZBAN_ALL_STATES") else FEW
"""None named: every state that there is a picture of."""


class Screen:
    """The process of `tests.signage.drill`."""

    def __init__(self, config: Path, log: Path) -> None:
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.signage.drill", str(config), *SCENES],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=without_screens(),
        )

    def told(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the window ended"
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._log.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskProcess]:
    with running_desk(tmp_path) as process:
        yield process


@pytest.fixture
def kiosk(desk: DeskProcess, tmp_path: Path) -> Iterator[Station]:
    made = Station(tmp_path / "kiosk", "kiosk", "540x960")
    made.enroll(desk)
    made.start_daemon()
    yield made
    made.stop()


def send_cap(editor: Staff, text: str) -> float:
    """Upload a CAP file by the page's form; return when it was sent."""
    address = f"{editor.desk.url}/signage/urgent/cap"
    token = {"csrfmiddlewaretoken": editor.session.cookies.get("csrftoken") or ""}
    sent = time.monotonic()
    files = {"cap": ("drill.xml", text.encode())}
    answer = editor.session.post(address, data=token, files=files, headers={"Referer": address}, timeout=60)
    assert "note-success" in answer.text
    return sent


def a_ticket(kiosk: Station) -> dict[str, Any]:
    """Take a ticket as a visitor does; wait for content and numbers."""
    client = DaemonClient(kiosk.folder / "daemon.sock")
    client.start()
    ask = IssueTicket(key=uuid7(), queue="education", language="fa").model_dump(mode="json")

    def issued() -> dict[str, Any] | None:
        return client.call("ticket.issue", ask).result

    found = until(issued, "a ticket", 120)
    client.stop()
    assert found is not None
    return found


def test_a_drill_in_every_state(desk: DeskProcess, kiosk: Station, tmp_path: Path) -> None:
    editor = desk.login("signer", "editor", "manager")
    ticket = a_ticket(kiosk)
    screen = Screen(kiosk.config, tmp_path / "drill.log")
    took: dict[str, float] = {}
    try:
        while not (stands := screen.told()).get("end"):
            name = stands["scene"]
            identifier, when = f"drill-{name}", datetime.now(UTC).replace(microsecond=0)
            sent = send_cap(editor, cap(identifier, status="Exercise", sent=when))
            covered = screen.told()
            took[name] = covered["covered"] - sent
            assert covered["page"] == "attract" and covered["visit"] == 0, "the visit is wiped first"
            assert "رزمایش" in covered["texts"] and "زلزله" in covered["texts"], "a drill says that it is one"
            end = cap(f"end-{name}", status="Exercise", kind="Cancel", ends=("crisis@tehran.ir", identifier, when))
            send_cap(editor, end)
            assert screen.told()["gone"]
    finally:
        screen.close()
    slowest = max(took, key=lambda name: took[name])
    print(f"{len(took)} states: {min(took.values()):.2f} to {took[slowest]:.2f} s (slowest: {slowest})")
    assert len(took) >= len(SCENES)
    ticket_is_safe(desk, ticket)


def ticket_is_safe(desk: DeskProcess, ticket: dict[str, Any]) -> None:
    """It waits at the desk, and a counter calls it."""
    query = f"SELECT state FROM queueing_ticket WHERE code = '{ticket['code']}'"
    until(lambda: [row["state"] for row in desk.rows(query)] == ["waiting"], "the ticket waits at the desk", 60)
    counter = desk.rows(
        "SELECT min(c.counter_id) AS id FROM directory_counter_queues c "
        "JOIN directory_queue q ON q.id = c.queue_id WHERE q.slug = 'education'"
    )[0]["id"]
    desk.operator().act(int(counter), "call-next")
    assert desk.rows(query)[0]["state"] == "called"


def test_a_signed_file_from_a_stick_with_no_network(desk: DeskProcess, kiosk: Station, tmp_path: Path) -> None:
    """The desk's file is put into the folder while the cable is out: on the screen all the same (S21)."""
    editor = desk.login("signer", "editor", "manager")
    kept = kiosk.data / "alerts.json"
    until(kept.exists, "the kiosk knows the desk's key", 120)
    kiosk.kill("daemon")
    editor.post("/signage/urgent/send", headline_fa="ساختمان را ترک کنید", full="1", minutes="30")
    row = desk.rows("SELECT max(id) AS n FROM signage_urgentmessage")[0]["n"]
    signed = editor.get(f"/signage/urgent/{row}/file").content
    desk.stop()
    kiosk.start_daemon()
    eyes = kiosk.start_window()
    until(lambda: eyes.ask(ask="page").get("page") == "attract", "the idle screen", 120)
    folder = kiosk.data / "alerts"
    folder.mkdir(exist_ok=True)
    (folder / "forged.json").write_bytes(signed.replace(b'"body":"', b'"body":"AA'))
    (folder / "alert.json").write_bytes(signed)
    took = eyes.wait(lambda text: "ترک" in text, 60)
    print(f"from the stick to the screen: {took:.2f} s")
