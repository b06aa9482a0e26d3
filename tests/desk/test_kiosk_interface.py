"""The wire as a foreign kiosk sees it: nothing but docs/protocol.md and plain HTTP."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from itertools import islice
from typing import Any

import pytest
import requests

from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk


def queue_of(kiosk: ForeignKiosk) -> str:
    return str(kiosk.get("/content").json()["catalogue"]["queues"][0]["id"])


def lease(
    kiosk: ForeignKiosk, queue: str, request_id: str | None = None, size: int = 10, day: str | None = None
) -> Any:
    return kiosk.ask(
        "/leases",
        request_id=request_id or str(uuid.uuid4()),
        instance_id=kiosk.instance,
        epoch=kiosk.told["epoch"],
        queue=queue,
        service_day=day or events.today(),
        size=size,
    )


def fault(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_code_enrolls_one_installation_once(desk: DeskProcess) -> None:
    code = desk.enroll_code()
    first = ForeignKiosk(desk, code)
    body = {"code": code, "instance_id": first.instance}
    again = requests.post(f"{desk.api}/enroll", json=body, timeout=20)
    assert again.status_code == 200, "the same installation may ask again: its answer may have been lost"
    assert again.json()["number"] == first.told["number"]
    assert again.json()["epoch"] == first.told["epoch"]
    assert fault(first.get("/content")) == (401, "bad_token"), "the token given before is no longer good"
    other = requests.post(f"{desk.api}/enroll", json={**body, "instance_id": str(uuid.uuid4())}, timeout=20)
    assert fault(other) == (403, "bad_code")


def test_reenrolled_kiosk_keeps_its_number_and_gets_a_new_epoch(desk: DeskProcess, kiosk: ForeignKiosk) -> None:
    number = kiosk.told["number"]
    code = desk.command("desk", "enroll-code", "--kiosk", str(number)).stdout.strip()
    new = ForeignKiosk(desk, code)
    assert (new.told["number"], new.told["epoch"]) == (number, kiosk.told["epoch"] + 1)
    new.instance = kiosk.instance  # a restored copy: right token, old installation
    assert fault(lease(new, queue_of(new))) == (409, "stale_epoch")


def test_content_etag_is_the_hash_of_the_body(kiosk: ForeignKiosk) -> None:
    answer = kiosk.get("/content")
    etag = answer.headers["ETag"]
    assert etag == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    same = kiosk.http.get(f"{kiosk.api}/content", headers={"If-None-Match": etag}, timeout=20)
    assert (same.status_code, same.content) == (304, b"")


def test_lease_is_the_same_for_the_same_request(kiosk: ForeignKiosk) -> None:
    queue, request_id = queue_of(kiosk), str(uuid.uuid4())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: lease(kiosk, queue, request_id).json(), range(8)))
    assert all(answer == answers[0] for answer in answers)


def test_leases_never_overlap(desk: DeskProcess) -> None:
    kiosks = [ForeignKiosk(desk) for _ in range(4)]
    queue = queue_of(kiosks[0])
    with ThreadPoolExecutor(12) as pool:
        given = list(
            pool.map(lambda index: lease(kiosks[index % 4], queue, size=7, day="2027-01-02").json(), range(40))
        )
    numbers = [number for part in given for number in range(part["first"], part["last"] + 1)]
    assert len(numbers) == len(set(numbers)) == 280


def test_returned_numbers_at_the_end_are_given_again(kiosk: ForeignKiosk) -> None:
    queue = queue_of(kiosk)
    first = lease(kiosk, queue, day="2027-01-03", size=10).json()
    answer = kiosk.post("/leases/return", lease_id=first["lease_id"], next=first["first"] + 4)
    assert answer.status_code == 204
    assert lease(kiosk, queue, day="2027-01-03").json()["first"] == first["first"] + 4


def test_unknown_queue_and_unknown_code(kiosk: ForeignKiosk) -> None:
    assert fault(lease(kiosk, "no-such-queue")) == (404, "unknown_queue")
    assert fault(kiosk.get("/track/00000000000000")) == (404, "unknown_code")


def test_event_is_taken_once_however_often_and_at_once_it_comes(kiosk: ForeignKiosk) -> None:
    queue = queue_of(kiosk)
    number = lease(kiosk, queue).json()["first"]
    fact = events.ticket(kiosk.told["number"], number, queue)
    with ThreadPoolExecutor(8) as pool:
        outcomes = [verdicts[0]["outcome"] for verdicts in pool.map(lambda _: kiosk.send(fact), range(16))]
    assert sorted(outcomes) == ["duplicate"] * 15 + ["stored"]
    code = fact["payload"]["code"]
    assert kiosk.get(f"/track/{code}").json()["number"] == number


def test_same_id_with_other_content_is_rejected(kiosk: ForeignKiosk) -> None:
    queue = queue_of(kiosk)
    number = lease(kiosk, queue).json()["first"]
    fact = events.ticket(kiosk.told["number"], number, queue)
    assert kiosk.send(fact)[0]["outcome"] == "stored"
    changed = {**fact, "payload": {**fact["payload"], "number": number + 1}}
    verdict = kiosk.send(changed)[0]
    assert (verdict["outcome"], verdict["reason"]) == ("rejected", "id_reused_with_other_content")
    assert kiosk.get(f"/track/{fact['payload']['code']}").json()["number"] == number


def test_one_bad_event_never_holds_up_the_others(kiosk: ForeignKiosk) -> None:
    queue, mine = queue_of(kiosk), kiosk.told["number"]
    first = lease(kiosk, queue, size=100).json()["first"]
    good = [events.ticket(mine, first + n, queue) for n in range(60)]
    bad: list[Any] = [
        {"id": "no uuid"},
        7,
        None,
        events.ticket(mine, first, "no-such-queue"),
        events.ticket(mine + 1, first + 70, queue),
        events.event({"kind": "kiosk.exploded"}, str(uuid.uuid4())),
        {**events.ticket(mine, first + 71, queue), "payload": {"kind": "ticket.issued"}},
        events.ticket(mine, first, queue),  # the number of the first good one
        {**events.ticket(mine, first + 72, queue), "occurred_at": "yesterday"},
    ]
    mixed = [*good[:30], *bad, *good[30:]]
    verdicts = kiosk.send(*mixed)
    assert len(verdicts) == len(mixed)
    outcomes = [verdict["outcome"] for verdict in verdicts]
    assert outcomes[:30] + outcomes[30 + len(bad) :] == ["stored"] * 60
    assert outcomes[30 : 30 + len(bad)] == ["rejected"] * len(bad)
    assert all(verdict["reason"] for verdict in verdicts if verdict["outcome"] == "rejected")


def test_rejected_event_may_come_again_and_is_tried_anew(kiosk: ForeignKiosk) -> None:
    queue = queue_of(kiosk)
    number = lease(kiosk, queue).json()["first"]
    blocker = events.ticket(kiosk.told["number"], number, queue)
    late = events.ticket(kiosk.told["number"], number, queue)
    assert kiosk.send(blocker)[0]["outcome"] == "stored"
    assert [kiosk.send(late)[0]["reason"] for _ in range(2)] == ["number_taken", "number_taken"]


@pytest.mark.parametrize("value", ["", "x" * 10, None, 5, [], {"a": 1}])
def test_nonsense_gets_a_fault_and_no_500(kiosk: ForeignKiosk, value: Any) -> None:
    for path in ("/enroll", "/events", "/leases", "/leases/return", "/heartbeat", f"/commands/{uuid.uuid4()}"):
        answer = kiosk.http.post(f"{kiosk.api}{path}", json=value, timeout=20)
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
        assert set(answer.json()) == {"code", "message", "where"}


def test_state_waits_and_answers_as_soon_as_something_changes(kiosk: ForeignKiosk) -> None:
    queue = queue_of(kiosk)
    number = lease(kiosk, queue).json()["first"]
    before = kiosk.get("/state").json()
    assert kiosk.get("/state", since=before["cursor"], wait=0.5).json()["cursor"] == before["cursor"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(kiosk.get, "/state", since=before["cursor"], wait=20)
        kiosk.send(events.ticket(kiosk.told["number"], number, queue))
        after = waiting.result(timeout=15).json()
    assert after["cursor"] != before["cursor"]
    count = {state["queue"]: state["waiting"] for state in before["queues"]}[queue]
    assert {state["queue"]: state["waiting"] for state in after["queues"]}[queue] == count + 1


def test_long_polls_do_not_block_other_requests(desk: DeskProcess, kiosk: ForeignKiosk) -> None:
    cursor = kiosk.get("/state").json()["cursor"]
    with ThreadPoolExecutor(60) as pool:
        polls = [pool.submit(kiosk.get, "/state", since=cursor, wait=20) for _ in range(60)]
        answer = requests.get(f"{desk.url}/health/ready", timeout=15)
        assert answer.ok
        assert not all(poll.done() for poll in polls)
        queue = queue_of(kiosk)
        kiosk.send(events.ticket(kiosk.told["number"], lease(kiosk, queue).json()["first"], queue))  # news for all
        assert all(poll.result(timeout=60).status_code == 200 for poll in polls)


def test_a_kiosk_that_asks_again_and_again_is_told_to_wait(desk: DeskProcess, kiosk: ForeignKiosk) -> None:
    """Behind a bad line a question comes again while the first still waits for the database."""
    if desk.database:
        pytest.skip("the database is held through SQLite's file")
    queue = queue_of(kiosk)
    numbers = iter(range(lease(kiosk, queue, size=30).json()["first"], 10**6))
    facts = [events.ticket(kiosk.told["number"], next(numbers), queue) for _ in range(30)]
    body = {"instance_id": kiosk.instance, "epoch": kiosk.told["epoch"]}
    file = desk.data / "desk.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None, timeout=30)) as held, ThreadPoolExecutor(30) as pool:
        held.execute("BEGIN IMMEDIATE")
        waiting = [pool.submit(kiosk.post, "/events", **body, events=[fact]) for fact in facts]
        refused = [each.result() for each in islice(as_completed(waiting), 29)]
        held.execute("ROLLBACK")
    assert {fault(answer) for answer in refused} == {(503, "busy")}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
    assert [each.result().status_code for each in waiting].count(200) == 1
    assert {verdict["outcome"] for verdict in kiosk.send(*facts)} == {"stored", "duplicate"}


def test_heartbeats_that_wait_for_the_database_keep_no_fact_out(desk: DeskProcess, kiosk: ForeignKiosk) -> None:
    """Of a kiosk's heartbeats one waits at a time; the others are told to come again at once."""
    if desk.database:
        pytest.skip("the database is held through SQLite's file")
    queue = queue_of(kiosk)
    fact = events.ticket(kiosk.told["number"], lease(kiosk, queue).json()["first"], queue)
    who = {"instance_id": kiosk.instance, "epoch": kiosk.told["epoch"], "version": "1", "content_version": 1}
    body = {**who, "outbox": 0, "quarantined": 0, "health": {}, "sent_at": "2026-01-01T00:00:00+00:00"}
    file = desk.data / "desk.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None, timeout=30)) as held, ThreadPoolExecutor(12) as pool:
        held.execute("BEGIN IMMEDIATE")
        beats = [pool.submit(kiosk.post, "/heartbeat", **body) for _ in range(10)]
        refused = [each.result() for each in islice(as_completed(beats), 9)]
        told = pool.submit(kiosk.send, fact)
        held.execute("ROLLBACK")
        assert told.result(timeout=30)[0]["outcome"] == "stored"
    assert {fault(answer) for answer in refused} == {(503, "busy")}
    assert [each.result().status_code for each in beats].count(204) == 1


def test_every_answer_bears_the_date(kiosk: ForeignKiosk) -> None:
    assert kiosk.get("/state").headers["Date"].endswith("GMT")


def test_wrong_codes_are_slowed_down(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.support.desk import running_desk

    with running_desk(tmp_path_factory.mktemp("slow"), catalogue=None) as own:
        statuses = []
        for number in range(12):
            body = {"code": f"{number:08d}", "instance_id": str(uuid.uuid4())}
            statuses.append(requests.post(f"{own.api}/enroll", json=body, timeout=20).status_code)
    assert statuses == [403] * 10 + [429] * 2
