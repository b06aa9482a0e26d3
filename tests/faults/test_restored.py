"""An old backup is copied back: no number and no code that was given since is given again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from sync.store import FILE_NAME
from sync.witness import FILE
from tests.faults.kiosk import Kiosk, Zygote
from tests.support.desk import DeskProcess
from tests.sync.waiting import until

TICKETS = 30


def issue(client: Any, queue: str, count: int) -> list[dict[str, Any]]:
    """Take tickets; returns what visitors were told."""
    found = []
    for _one in range(count):
        answer = client.call("ticket.issue", {"key": str(uuid4()), "queue": queue, "language": "fa"})
        assert answer.result is not None, answer.error
        found.append(answer.result)
    return found


def told_the_desk(desk: DeskProcess, number: int, made: int) -> bool:
    """Whether the desk has heard of so many facts of the kiosk."""
    rows = desk.rows(f"SELECT facts_made FROM fleet_kiosk WHERE number = {number}")
    return int(rows[0]["facts_made"]) >= made


@pytest.mark.parametrize("what", ["the store alone", "the whole folder", "the store is gone"])
def test_an_old_backup_gives_nothing_twice(
    what: str, tmp_path: Path, office: DeskProcess, zygote: Zygote, backup: Path
) -> None:
    kiosk = Kiosk(tmp_path / "kiosk", zygote)
    kiosk.enroll(office.url, office.enroll_code())
    kiosk.start()
    queue = kiosk.wait_for_lines()
    with kiosk.client() as client:
        before = issue(client, queue, 5)
    kiosk.stop()
    shutil.copytree(kiosk.data, backup)
    kiosk.start()
    kiosk.wait_for_lines()
    with kiosk.client() as client:
        since = issue(client, queue, TICKETS)
        asked = {"key": str(uuid4()), "queue": queue, "language": "fa"}
        kept = client.call("ticket.issue", asked).result
    assert kept is not None
    made = kiosk.rows("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")[0][0]
    kiosk.drain()
    kiosk.stop()  # its end is told beside the store; the desk hears of it with the next start
    kiosk.start()
    number = int(before[0]["code"][:4])
    until(lambda: told_the_desk(office, number, made), "the desk has heard how many facts there are", 60)
    kiosk.kill()
    for path in kiosk.data.glob(f"{FILE_NAME}*"):
        path.unlink()
    if what == "the store alone":
        shutil.copy(backup / FILE_NAME, kiosk.data / FILE_NAME)
    elif what == "the whole folder":
        shutil.copytree(backup, kiosk.data, dirs_exist_ok=True)
    if what == "the whole folder":
        assert (kiosk.data / FILE).read_bytes() == (backup / FILE).read_bytes(), "nothing here knows better"
    kiosk.start()
    kiosk.wait_for_lines()
    until(lambda: kiosk.rows("SELECT 1 FROM meta WHERE key = 'code_part'"), "it knows that it is a copy", 60)
    with kiosk.client() as client:
        after = issue(client, queue, TICKETS)
    kiosk.drain()
    kiosk.stop()
    everything = [*before, *since, kept, *after]
    numbers = [(item["service_day"], item["series"], item["number"]) for item in everything]
    assert len(set(numbers)) == len(numbers), "a number was given twice"
    assert len({item["code"] for item in everything}) == len(everything), "a code was given twice"
    assert kiosk.rows("SELECT count(*) FROM outbox WHERE state = 2") == [(0,)], "the desk took every fact"
    kinds = office.rows(
        "SELECT a.kind AS kind FROM fleet_alarm a JOIN fleet_kiosk k ON k.id = a.kiosk_id "
        f"WHERE k.number = {number} AND a.kind = 'restored_copy' AND a.closed_at IS NULL"
    )
    assert [row["kind"] for row in kinds] == (["restored_copy"] if what == "the whole folder" else [])


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup"
