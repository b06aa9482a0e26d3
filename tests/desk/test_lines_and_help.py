"""Lines that staff open and close, calls for help at the counter, results of tickets, the poll on a phone."""

from __future__ import annotations

import re
from typing import Any

import requests

from tests.desk.test_counter import Line, clear
from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk, Staff

ONE_DATABASE = "sqlite"


def states(kiosk: ForeignKiosk) -> dict[str, bool]:
    return {row["queue"]: row["open"] for row in kiosk.get("/state").json()["queues"]}


def switch(staff: Staff, letter: str, how: str) -> None:
    """Press a button of a line on the page of counters."""
    shown = staff.get("/console/").text
    block = next(part for part in shown.split("<li>") if f'line-letter">{letter}<' in part)
    path = re.search(r'action="(/console/line/\d+)"', block)
    assert path is not None
    assert f'value="{how}"' in block
    staff.post(path[1], how=how)


def test_staff_close_a_line_and_kiosks_hear_of_it(kiosk: ForeignKiosk, operator: Staff) -> None:
    line = Line(kiosk, operator, skip=2)
    assert states(kiosk)[line.queue]
    cursor = kiosk.get("/state").json()["cursor"]
    switch(operator, line.letter, "close")
    told = kiosk.get("/state", since=cursor, wait=20).json()
    assert {row["queue"]: row["open"] for row in told["queues"]}[line.queue] is False
    switch(operator, line.letter, "open")
    assert states(kiosk)[line.queue]
    switch(operator, line.letter, "auto")
    assert states(kiosk)[line.queue]


def test_call_for_help_reaches_the_counter(kiosk: ForeignKiosk, operator: Staff) -> None:
    call = events.new_id()
    fact = events.event({"kind": "help.called", "call_id": call, "screen": "home"}, call)
    assert kiosk.send(fact)[0]["outcome"] == "stored"
    assert call in operator.get("/console/1/panel").text
    answer = operator.post("/console/1/help", call=call)
    assert "note-success" in answer.text
    assert call not in operator.get("/console/1/panel").text
    assert operator.post("/console/1/help", call="x").status_code == 200


def served(kiosk: ForeignKiosk, operator: Staff, **fields: str) -> tuple[Line, dict[str, Any]]:
    """Give a ticket, call it and finish it."""
    line = Line(kiosk, operator, skip=1)
    clear(operator, line.counters)
    fact = line.give(1)[0]
    operator.act(line.counters[0], "call-next")
    operator.act(line.counters[0], "finish", **fields)
    return line, dict(fact["payload"])


def test_ticket_ends_with_a_result_and_its_paper_is_printed_again(
    desk: DeskProcess, kiosk: ForeignKiosk, operator: Staff
) -> None:
    _line, ticket = served(kiosk, operator, result="گواهی صادر شد")
    key = ticket["ticket_id"].replace("-", "")
    column = "id::text" if desk.database else "id"
    rows = desk.rows(f"SELECT result, {column} AS id FROM queueing_ticket WHERE state = 'served'")
    assert [row["result"] for row in rows if row["id"].replace("-", "") == key] == ["گواهی صادر شد"]
    paper = operator.get(f"/console/ticket/{ticket['ticket_id']}")
    assert paper.status_code == 200
    assert "<svg" in paper.text


def test_poll_is_answered_once_on_a_phone(desk: DeskProcess, kiosk: ForeignKiosk, operator: Staff) -> None:
    _line, ticket = served(kiosk, operator)
    address = f"{desk.url}/t/{ticket['code']}"
    phone = requests.Session()
    assert f"/t/{ticket['code']}/poll" in phone.get(address, timeout=20).text
    shown = phone.get(f"{address}/poll", timeout=20).text
    question = re.findall(r'name="q-([a-z0-9-]+)" value="5"', shown)[0]
    reasons = re.findall(rf'name="r-{question}" value="([a-z0-9-]+)"', shown)
    token = {"csrfmiddlewaretoken": phone.cookies["csrftoken"]}
    empty = phone.post(f"{address}/poll", data=token, headers={"Referer": address}, timeout=20)
    assert empty.status_code == 422
    given = {**token, f"q-{question}": "2", f"r-{question}": reasons, "lang": "fa"}
    thanks = phone.post(f"{address}/poll", data=given, headers={"Referer": address}, timeout=20)
    assert "سپاسگزاریم" in thanks.text
    assert "/poll" not in thanks.text, "once a code"
    phone.post(f"{address}/poll", data=given, headers={"Referer": address}, timeout=20)
    rows = desk.rows(f"SELECT answers, reasons FROM polls_pollanswer WHERE code = '{ticket['code']}'")
    assert len(rows) == 1
    assert sum(reason in rows[0]["reasons"] for reason in reasons) == min(2, len(reasons)), "two reasons at most"


def test_simulator_tells_each_group_apart(kiosk: ForeignKiosk, operator: Staff, desk: DeskProcess) -> None:
    line = Line(kiosk, operator, skip=1)
    clear(operator, line.counters)
    line.give(2)
    line.give(1, priority="elderly")
    clear(operator, line.counters)
    manager = desk.login("manager", "manager", "editor")
    shown = manager.get("/rules/", ordinary="1", limit="15", day=events.today()).text
    for words in ("همه", "عادی", "سالمند", "بیش از ۱۵ دقیقه"):
        assert words in shown
    assert "تاریخ درست نیست" in manager.get("/rules/", ordinary="1", limit="15", day="1405/13/40").text
