"""A counter's day over HTTP: who is called, what each button does, and that nobody is called twice."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from tests.support import events
from tests.support.desk import ROOT, DeskProcess, ForeignKiosk, Staff


class Line:
    """A queue of the sample, the counters that serve it, and tickets of its own in a leased block."""

    def __init__(self, kiosk: ForeignKiosk, staff: Staff, skip: int = 0) -> None:
        catalogue = kiosk.get("/content").json()["catalogue"]
        self.kiosk = kiosk
        queue = catalogue["queues"][skip % len(catalogue["queues"])]
        self.queue, self.letter = queue["id"], queue["letter"]["fa"]
        slugs = [counter["id"] for counter in catalogue["counters"]]
        keys = [int(key) for key in re.findall(r'href="/console/(\d+)/"', staff.get("/console/").text)]
        by_slug = dict(zip(slugs, keys, strict=True))
        self.counters = [by_slug[c["id"]] for c in catalogue["counters"] if self.queue in c["queues"]]
        self.others = [key for key in keys if key not in self.counters]

    def give(self, count: int, **more: Any) -> list[dict[str, Any]]:
        body = {"instance_id": self.kiosk.instance, "epoch": self.kiosk.told["epoch"], "queue": self.queue}
        lease = self.kiosk.post(
            "/leases", request_id=events.new_id(), service_day=events.today(), size=count, **body
        ).json()
        start = datetime.now(UTC) - timedelta(minutes=more.pop("minutes_ago", 5))
        facts = [
            events.ticket(
                self.kiosk.told["number"], lease["first"] + n, self.queue, at=start + timedelta(seconds=n), **more
            )
            for n in range(count)
        ]
        assert {verdict["outcome"] for verdict in self.kiosk.send(*facts)} == {"stored"}
        return facts

    def state(self, fact: dict[str, Any]) -> str:
        return str(self.kiosk.get(f"/track/{fact['payload']['code']}").json()["state"])


def clear(staff: Staff, counters: list[int]) -> None:
    """Serve whoever waits, so that a test starts with empty lines."""
    for counter in counters:
        while staff.act(counter, "call-next"):
            pass


@pytest.fixture
def line(kiosk: ForeignKiosk, operator: Staff) -> Line:
    found = Line(kiosk, operator)
    clear(operator, found.counters)
    return found


def test_tickets_are_called_in_the_order_in_which_they_came(line: Line, operator: Staff) -> None:
    first, second = line.give(2)
    counter = line.counters[0]
    operator.act(counter, "call-next")
    assert operator.current(counter) == first["payload"]["ticket_id"]
    assert line.state(first) == "called"
    assert [call["number"] for call in line.kiosk.get("/state").json()["calls"]] == [first["payload"]["number"]]
    operator.act(counter, "start")
    assert line.state(first) == "serving"
    operator.act(counter, "call-next")
    assert (line.state(first), line.state(second)) == ("served", "called")
    operator.act(counter, "finish")
    assert operator.current(counter) == ""


def test_second_press_of_call_next_does_nothing(line: Line, operator: Staff) -> None:
    line.give(3)
    counter = line.counters[0]
    operator.post(f"/console/{counter}/call-next", ticket="")
    called = operator.current(counter)
    answer = operator.post(f"/console/{counter}/call-next", ticket="")
    assert "note-warning" in answer.text
    assert operator.current(counter) == called


def test_hold_resume_no_show_and_recall(line: Line, operator: Staff) -> None:
    (fact,) = line.give(1)
    counter = line.counters[0]
    operator.act(counter, "call-next")
    operator.act(counter, "recall")
    assert line.kiosk.get("/state").json()["calls"][0]["repeat"] == 1
    operator.act(counter, "hold")
    assert (line.state(fact), operator.current(counter)) == ("on_hold", "")
    operator.post(f"/console/{counter}/resume", ticket=fact["payload"]["ticket_id"])
    assert line.state(fact) == "called"
    operator.act(counter, "no-show")
    assert line.state(fact) == "no_show"


def test_transfer_keeps_the_place(line: Line, operator: Staff, kiosk: ForeignKiosk) -> None:
    other = Line(kiosk, operator, skip=1)
    clear(operator, other.counters)
    moved = line.give(1, minutes_ago=20)[0]
    later = other.give(1, minutes_ago=3)[0]
    operator.act(line.counters[0], "call-next")
    page = operator.get(f"/console/{line.counters[0]}/").text
    targets = re.findall(rf'value="(queue:\d+)">{re.escape(other.letter)} ·', page)
    operator.act(line.counters[0], "transfer", to=targets[0])
    assert line.state(moved) == "waiting"
    target = next(key for key in other.counters if key not in line.counters)
    operator.act(target, "call-next")
    assert operator.current(target) == moved["payload"]["ticket_id"], (
        "who came first is called first, in the new line too"
    )
    assert other.state(later) == "waiting"
    assert kiosk.get(f"/track/{moved['payload']['code']}").json()["number"] == moved["payload"]["number"]


def test_rule_calls_two_ordinary_then_one_with_priority(line: Line, operator: Staff) -> None:
    ordinary = line.give(4, minutes_ago=9)
    urgent = line.give(1, minutes_ago=1, priority="elderly")
    counter = line.counters[0]
    called = []
    for _ in range(5):
        called.append(operator.act(counter, "call-next"))
    place = called.index(urgent[0]["payload"]["ticket_id"])
    assert place <= 2, "after at most two ordinary tickets comes one with priority"
    rest = [key for key in called if key != urgent[0]["payload"]["ticket_id"]]
    assert rest == [fact["payload"]["ticket_id"] for fact in ordinary]


def test_nobody_waits_longer_than_the_limit(line: Line, operator: Staff) -> None:
    line.give(1, minutes_ago=2, priority="disabled")
    overdue = line.give(1, minutes_ago=45)[0]
    page = operator.get(f"/console/{line.counters[0]}/").text
    assert "بیش از حد مجاز" in page
    operator.act(line.counters[0], "call-next")
    assert operator.current(line.counters[0]) == overdue["payload"]["ticket_id"]


def test_two_hundred_concurrent_calls_never_call_one_twice(desk: DeskProcess, line: Line) -> None:
    tickets = {fact["payload"]["ticket_id"] for fact in line.give(200)}
    words = [sys.executable, "-m", "tests.support.callers", "operator", *(str(key) for key in line.counters)]
    callers = [subprocess.Popen(words, env=desk.environment(), cwd=ROOT) for _ in range(2)]
    assert [caller.wait(240) for caller in callers] == [0, 0]
    called = [a["ticket"] for a in desk.ticket_actions() if a["action"] == "call" and a["ticket"] in tickets]
    assert sorted(called) == sorted(tickets), "each was called, and none twice"


def test_one_press_by_eight_at_once_calls_one_ticket(desk: DeskProcess, line: Line, operator: Staff) -> None:
    tickets = {fact["payload"]["ticket_id"] for fact in line.give(8)}
    address = f"/console/{line.counters[0]}/call-next"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: operator.post(address, follow=False, ticket=""), range(8)))
    called = [a["ticket"] for a in desk.ticket_actions() if a["action"] == "call" and a["ticket"] in tickets]
    assert len(called) == 1


def test_screen_is_told_of_a_new_ticket(desk: DeskProcess, line: Line, operator: Staff) -> None:
    with operator.session.get(f"{desk.url}/console/{line.counters[0]}/live", stream=True, timeout=20) as answer:
        news = answer.iter_lines(chunk_size=1)
        assert any(b"event: change" in part for part in news)
        line.give(1)
        assert any(b"event: change" in part for part in news)


def test_live_channel_is_closed_to_strangers(desk: DeskProcess, line: Line) -> None:
    answer = requests.get(f"{desk.url}/console/{line.counters[0]}/live", timeout=10)
    assert answer.status_code == 403
