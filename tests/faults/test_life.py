"""The life of a kiosk at the real desk, by its commands: enrolled, revoked, joined again, replaced, retired."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk.config import PANEL_FILE
from sync.enrollment import FILE, load
from tests.faults import ledger
from tests.faults.kiosk import ROOT, Kiosk, Zygote
from tests.support.desk import DeskProcess
from tests.sync.waiting import until


def command(kiosk: Kiosk, *words: str) -> tuple[int, str]:
    """Run `mizban …` with this kiosk's settings; returns its exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "mizban", *words, "--config", str(kiosk.settings)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, (done.stdout + done.stderr).strip()


def issue(kiosk: Kiosk, queue: str, count: int) -> list[dict[str, Any]]:
    """Take tickets; returns what visitors were told."""
    with kiosk.client() as client:
        answers = [
            client.call("ticket.issue", {"key": str(uuid4()), "queue": queue, "language": "fa"})
            for _one in range(count)
        ]
    assert all(answer.result for answer in answers), answers
    return [dict(answer.result or {}) for answer in answers]


def again(office: DeskProcess, number: int) -> str:
    """Return a code that joins the same kiosk anew."""
    return office.command("desk", "enroll-code", "--kiosk", str(number), "--minutes", "60").stdout.strip()


@pytest.fixture
def kiosk(tmp_path: Path, zygote: Zygote) -> Kiosk:
    return Kiosk(tmp_path / "kiosk", zygote)


def test_enrolled_served_and_retired(kiosk: Kiosk, office: DeskProcess) -> None:
    code, said = command(kiosk, "enroll", office.url, office.enroll_code())
    assert code == 0, said
    who = load(kiosk.data)
    assert who is not None
    assert (kiosk.data / FILE).stat().st_mode & 0o777 == 0o600
    kiosk.start()
    issue(kiosk, kiosk.wait_for_lines(), 3)
    code, said = command(kiosk, "retire")
    assert code != 0
    assert "stop the daemon first" in said
    kiosk.drain()
    kiosk.stop()
    (kiosk.data / PANEL_FILE).write_text('language = "ar"\n')
    code, said = command(kiosk, "retire")
    assert code == 0, said
    assert "blocks of numbers were given back" in said
    lent = office.rows(
        "SELECT l.returned_from AS back FROM queueing_numberlease l JOIN fleet_kiosk k ON k.id = l.kiosk_id "
        f"WHERE k.number = {who.number}"
    )
    assert lent
    assert all(row["back"] != "None" for row in lent), "every block was given back"
    assert load(kiosk.data) is None, "its key is gone"
    assert list(kiosk.data.iterdir()) == [], "and so is everything that was ever stored, chosen at the panel or logged"
    assert command(kiosk, "retire")[1].endswith("this kiosk is not enrolled")


def test_revoked_it_serves_on_keeps_its_facts_sealed_and_is_joined_again(
    kiosk: Kiosk, office: DeskProcess, tmp_path: Path
) -> None:
    kiosk.enroll(office.url, office.enroll_code())
    kiosk.start()
    queue = kiosk.wait_for_lines()
    before = issue(kiosk, queue, 2)
    kiosk.drain()
    who = load(kiosk.data)
    assert who is not None
    office.login("fleet", "technician").post(f"/fleet/{who.kiosk_id}/retire", follow=False)
    retired = office.rows(f"SELECT token_sha256 AS token FROM fleet_kiosk WHERE number = {who.number}")
    assert retired[0]["token"] == "None"
    since = issue(kiosk, queue, 3)
    log = tmp_path / "daemon.log"
    until(lambda: "now=revoked" in log.read_text(), "it says that it is revoked", 60)
    assert kiosk.rows("SELECT count(*) FROM outbox WHERE state = 2") == [(0,)], "nothing was given up"
    assert kiosk.rows("SELECT count(*) FROM outbox WHERE state = 0")[0][0] >= 3
    kiosk.enroll(office.url, again(office, who.number))
    until(lambda: (now := load(kiosk.data)) is not None and now.epoch == 2, "the second enrollment")
    after = issue(kiosk, queue, 2)
    kiosk.drain()
    kiosk.stop()
    there = ledger.read(office, [who.number])
    shown = {ticket["ticket_id"] for ticket in [*before, *since, *after]}
    assert shown == set(there.tickets), "what was made while it was revoked came after it was joined again"
    there.check()


def test_replaced_hardware_is_the_same_kiosk_and_repeats_nothing(
    kiosk: Kiosk, office: DeskProcess, zygote: Zygote, tmp_path: Path
) -> None:
    kiosk.enroll(office.url, office.enroll_code())
    kiosk.start()
    queue = kiosk.wait_for_lines()
    old = issue(kiosk, queue, 10)
    kiosk.drain()
    kiosk.kill()  # the machine is dead; its leases went with it
    first = load(kiosk.data)
    assert first is not None
    other = Kiosk(tmp_path / "other", zygote)
    other.enroll(office.url, again(office, first.number))
    second = load(other.data)
    assert second is not None
    assert (second.kiosk_id, second.number, second.epoch) == (first.kiosk_id, first.number, 2)
    other.start()
    assert other.wait_for_lines() == queue
    new = issue(other, queue, 10)
    other.drain()
    other.stop()
    numbers = [(item["service_day"], item["series"], item["number"]) for item in [*old, *new]]
    assert len(set(numbers)) == 20
    assert len({item["code"] for item in [*old, *new]}) == 20
    there = ledger.read(office, [first.number])
    assert len(there.tickets) == 20
    there.check()


def test_the_way_back_to_an_office_is_not_lost_by_haste(kiosk: Kiosk, office: DeskProcess, zygote: Zygote) -> None:
    """Facts that are not sent yet hold back a retirement, until somebody says that they may be lost."""
    kiosk.enroll(office.url, office.enroll_code())
    kiosk.start()
    queue = kiosk.wait_for_lines()
    kiosk.drain()
    office.stop()
    try:
        issue(kiosk, queue, 2)
        kiosk.kill()
        code, said = command(kiosk, "retire")
        assert code != 0
        assert "not at the desk yet" in said
        assert kiosk.rows("SELECT count(*) FROM outbox WHERE state = 0")[0][0] >= 2, "they are still there to be sent"
    finally:
        office.start()
    assert command(kiosk, "retire", "--force")[0] == 0
    assert list(kiosk.data.iterdir()) == []
