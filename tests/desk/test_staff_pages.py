"""Publishing, the rule of calling, kiosks, reports and the audit log, as staff use them over HTTP."""

from __future__ import annotations

import csv
import io
import re
import uuid
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
import requests

from kiosk.devices.scanner.base import Invitation
from kiosk.devices.scanner.decode import read_zxing
from kiosk.devices.scanner.invitation import understand_invitation
from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk, Staff

ONE_DATABASE = "sqlite"


@pytest.fixture
def manager(desk: DeskProcess) -> Staff:
    return desk.login("manager", "manager")


def test_changes_are_seen_published_and_taken_back(
    desk: DeskProcess, kiosk: ForeignKiosk, manager: Staff, tmp_path: Any
) -> None:
    before = kiosk.get("/content").json()
    exported = tmp_path / "all.yaml"
    desk.command("catalog", "export", str(exported))
    name = before["catalogue"]["services"][0]["name"]["en"]
    changed = f"{name} changed {uuid.uuid4().hex[:6]}"
    exported.write_text(
        exported.read_text(encoding="utf-8").replace(f"en: {name}\n", f"en: {changed}\n", 1), encoding="utf-8"
    )
    desk.command("catalog", "import", str(exported), "--no-publish")
    assert kiosk.get("/content").json()["version"] == before["version"], (
        "kiosks keep the old content until it is published"
    )
    assert changed in manager.get("/publishing/").text, "the preview names what changed"
    manager.post("/publishing/now", note="a new name")
    after = kiosk.get("/content").json()
    assert after["version"] == before["version"] + 1
    assert changed in str(after["catalogue"])
    assert kiosk.get("/state").json()["content_version"] == after["version"]
    manager.post(f"/publishing/{before['version']}/restore")
    back = kiosk.get("/content").json()
    assert back["version"] == after["version"] + 1, "going back is a new version: nothing of the history is lost"
    assert back["catalogue"] == before["catalogue"]


def test_rule_is_tried_and_switched_on(desk: DeskProcess, kiosk: ForeignKiosk, manager: Staff) -> None:
    queue = kiosk.get("/content").json()["catalogue"]["queues"][0]["id"]
    lease = {"instance_id": kiosk.instance, "epoch": kiosk.told["epoch"], "queue": queue, "service_day": events.today()}
    first = kiosk.post("/leases", request_id=events.new_id(), size=5, **lease).json()["first"]
    kiosk.send(*(events.ticket(kiosk.told["number"], first + n, queue) for n in range(5)))
    page = manager.get("/rules/", ordinary="1", limit="15", day=events.today())
    assert page.status_code == 200
    assert "با قاعدهٔ آزمایشی" in page.text
    manager.post("/rules/", ordinary="1", limit="44")
    assert "۴۴ دقیقه" in manager.get("/console/1/panel").text
    manager.post("/rules/", ordinary="2", limit="30")
    assert manager.post("/rules/", ordinary="many", limit="0").status_code == 200, "nonsense is told, not taken"
    assert "۳۰ دقیقه" in manager.get("/console/1/panel").text


def test_kiosk_is_enrolled_commanded_and_retired_from_the_page(desk: DeskProcess) -> None:
    technician = desk.login("technician", "technician")
    page = technician.get("/fleet/").text
    site = re.search(r'<select name="site"><option value="(\d+)"', page)
    assert site is not None
    shown = technician.post("/fleet/code", name="<b>آسانسور</b>", site=site[1]).text
    assert "<b>آسانسور" not in shown
    code = re.search(r'giant-code"><bdi dir="ltr">(\d{8})<', shown)
    assert code is not None
    assert code[1] not in technician.get("/fleet/").text, "a code is shown once"
    kiosk = ForeignKiosk(desk, code[1])
    key = kiosk.told["kiosk_id"]
    technician.post(f"/fleet/{key}/command", kind="test_print")
    (command,) = kiosk.get("/state").json()["commands"]
    assert command["kind"] == "test_print"
    assert kiosk.post(f"/commands/{command['command_id']}", outcome="done").status_code == 204
    assert kiosk.get("/state").json()["commands"] == []
    technician.post(f"/fleet/{key}/retire")
    assert kiosk.get("/state").status_code == 401


def test_heartbeat_shows_what_is_wrong(desk: DeskProcess, kiosk: ForeignKiosk) -> None:
    body = {"instance_id": kiosk.instance, "epoch": kiosk.told["epoch"], "version": "9.9", "content_version": 1}
    answer = kiosk.post(
        "/heartbeat",
        outbox=7,
        quarantined=3,
        health={"paper-roll": "fault"},
        sent_at="2026-01-01T00:00:00+00:00",
        **body,
    )
    assert answer.status_code == 204
    page = desk.login("technician", "technician").get("/fleet/").text
    assert "paper-roll: fault" in page
    assert "۳ داده در قرنطینه" in page
    assert "ساعت آن" in page


def test_report_counts_tickets_and_its_files_hold_no_formula(
    desk: DeskProcess, kiosk: ForeignKiosk, manager: Staff
) -> None:
    catalogue = kiosk.get("/content").json()["catalogue"]
    queue = catalogue["queues"][-1]
    day = f"2025-0{1 + uuid.uuid4().int % 9}-{10 + uuid.uuid4().int % 18}"
    sent = [
        events.ticket(kiosk.told["number"], 900_000 + n, queue["id"], service_day=day, series="77") for n in range(7)
    ]
    assert {verdict["outcome"] for verdict in kiosk.send(*sent[:5])} == {"stored"}
    span = {"first": day, "last": day, "group": "queue"}
    rows = _csv(manager.get("/reports/", format="csv", **span))
    assert rows[1][:4] == [queue["name"]["fa"], "5", "0", "5"], (
        "tickets of a day long past that nobody called were given up"
    )
    kiosk.send(*sent[5:])
    assert _csv(manager.get("/reports/", format="csv", **span))[1][1] == "7", "late facts are counted"
    sheet = manager.get("/reports/", format="xlsx", **span)
    with ZipFile(io.BytesIO(sheet.content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert manager.get("/reports/", **span).status_code == 200


def _csv(answer: requests.Response) -> list[list[str]]:
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("group", ["queue", "service", "department", "counter", "operator", "day", "weekday", "hour"])
def test_every_group_of_the_report_opens(manager: Staff, group: str) -> None:
    answer = manager.get("/reports/", group=group, first=events.today(-60), last=events.today())
    assert answer.status_code == 200


def test_poll_answers_reach_the_report_once(desk: DeskProcess, kiosk: ForeignKiosk, manager: Staff) -> None:
    poll = kiosk.get("/content").json()["catalogue"]["polls"][0]
    question = next(question for question in poll["questions"] if question["kind"] == "faces")
    payload = {
        "kind": "poll.answered",
        "answer_id": events.new_id(),
        "poll": poll["id"],
        "code": events.ticket(kiosk.told["number"], 1, "x")["payload"]["code"],
        "answers": {question["id"]: 2},
        "reasons": {question["id"]: [question["reasons"][0]["id"]]} if question.get("reasons") else {},
        "language": "fa",
    }
    assert kiosk.send(events.event(payload, payload["answer_id"]))[0]["outcome"] == "stored"
    again = {**payload, "answer_id": events.new_id()}
    assert kiosk.send(events.event(again, again["answer_id"]))[0]["reason"] == "already_answered"
    assert question["text"]["fa"] in manager.get("/reports/").text


def test_auditor_sees_who_did_what(desk: DeskProcess, manager: Staff) -> None:
    manager.post("/rules/", ordinary="3", limit="30")
    manager.post("/rules/", ordinary="2", limit="30")
    page = desk.login("auditor", "auditor").get("/audit/", action="rule.changed").text
    assert page.count("rule.changed") >= 2
    assert "manager" in page


def test_an_enrollment_code_is_a_picture_too(desk: DeskProcess) -> None:
    """What the desk draws is what a kiosk that is set up understands."""
    technician = desk.login("technician", "technician")
    site = re.search(r'<option value="(\d+)"', technician.get("/fleet/").text)
    assert site is not None
    page = technician.post("/fleet/code", name="Lobby 2", site=site[1]).text
    code = re.search(r'giant-code"><bdi dir="ltr">(\d{8})<', page)
    drawn = re.search(r'<div class="invitation">(<svg.*?</svg>)', page, re.DOTALL)
    assert code is not None
    assert drawn is not None
    paths = re.findall(r"M(\d+),(\d+)H(\d+)V(\d+)", drawn[1])
    side = max(int(right) for _left, _top, right, _bottom in paths) + 4
    picture = np.full((side * 8, side * 8), 255, dtype=np.uint8)
    for left, top, right, bottom in paths:
        picture[int(top) * 8 : int(bottom) * 8, int(left) * 8 : int(right) * 8] = 0
    (read,) = read_zxing(picture)
    assert understand_invitation(read) == Invitation(code[1], desk.url)
    assert "invitation" not in technician.get("/fleet/").text, "it is shown once"


def test_backup_is_taken_and_restored(tmp_path: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.support.desk import running_desk

    with running_desk(tmp_path_factory.mktemp("backup"), catalogue=None) as own:
        own.login("somebody", "manager")
        archive = tmp_path / "desk.tar.gz"
        own.command("desk", "backup", str(archive))
        assert archive.stat().st_mode & 0o077 == 0, "keys are in it"
        refused = own.command("desk", "restore", str(archive), check=False)
        assert (refused.returncode, "already" in refused.stderr) == (2, True)
        own.stop()
        running = {path: path.stat().st_mtime_ns for path in own.data.rglob("*")}
        told = own.command("desk", "drill", str(archive), "--folder", str(tmp_path)).stdout.splitlines()
        assert told[0].startswith("unpacked")
        assert "1 users" in told[3]
        assert told[-1].startswith("a desk could go on from this backup")
        assert list(tmp_path.glob("mizban-drill-*")) == [], "nothing of it is left"
        assert running == {path: path.stat().st_mtime_ns for path in own.data.rglob("*")}, "the desk was not touched"
        own.data = tmp_path / "restored"
        own.command("desk", "restore", str(archive), "--data-dir", str(own.data))
        own.start()
        assert Staff(own, "somebody").get("/console/").status_code == 200
