"""Events that come many at a time: one commit for a group, and nobody pays for another's fault."""

from __future__ import annotations

import uuid

from tests.support import events
from tests.support.desk import DeskProcess, ForeignKiosk


def alarms(desk: DeskProcess, kiosk: ForeignKiosk, kind: str) -> list[str]:
    number = kiosk.told["number"]
    rows = desk.rows(
        "SELECT a.text AS text FROM fleet_alarm a JOIN fleet_kiosk k ON k.id = a.kiosk_id "
        f"WHERE k.number = {number} AND a.kind = '{kind}' AND a.closed_at IS NULL"
    )
    return [row["text"] for row in rows]


def queue_of(kiosk: ForeignKiosk) -> str:
    return str(kiosk.get("/content").json()["catalogue"]["queues"][0]["id"])


def test_a_number_given_twice_raises_one_alarm(desk: DeskProcess, kiosk: ForeignKiosk) -> None:
    queue, mine = queue_of(kiosk), kiosk.told["number"]
    first = events.ticket(mine, 1, queue, series=str(mine))
    twice = [events.ticket(mine, 1, queue, series=str(mine)) for _one in range(2)]
    verdicts = kiosk.send(first, *twice)
    assert [verdict["outcome"] for verdict in verdicts] == ["stored", "rejected", "rejected"]
    assert {verdict["reason"] for verdict in verdicts[1:]} == {"number_taken"}
    assert len(alarms(desk, kiosk, "number_twice")) == 1


def test_the_last_word_on_a_paper_counts_within_one_batch(desk: DeskProcess, kiosk: ForeignKiosk) -> None:
    job = str(uuid.uuid4())
    words = [
        events.event({"kind": "paper.printed", "job_id": job, "template": "ticket", "outcome": outcome}, job)
        for outcome in ("uncertain", "confirmed")
    ]
    assert [verdict["outcome"] for verdict in kiosk.send(*words)] == ["stored", "stored"]
    again = events.event({"kind": "paper.printed", "job_id": job, "template": "ticket", "outcome": "failed"}, job)
    assert kiosk.send(again)[0]["outcome"] == "stored"
    found = desk.rows("SELECT id, outcome FROM fleet_paper WHERE kiosk_id IS NOT NULL AND template = 'ticket'")
    assert [row["outcome"] for row in found if row["id"] == job] == ["failed"]


def test_one_id_twice_in_one_batch(kiosk: ForeignKiosk) -> None:
    queue, mine = queue_of(kiosk), kiosk.told["number"]
    fact = events.ticket(mine, 11, queue, series=str(mine))
    other = {**fact, "payload": {**fact["payload"], "number": 12}}
    verdicts = kiosk.send(fact, fact, other)
    assert [(verdict["outcome"], verdict["reason"]) for verdict in verdicts] == [
        ("stored", ""),
        ("duplicate", ""),
        ("rejected", "id_reused_with_other_content"),
    ]


def test_a_poisoned_group_costs_the_others_nothing(desk: DeskProcess, kiosk: ForeignKiosk) -> None:
    """Every group of fifty has one that breaks a constraint of the database itself."""
    queue, mine = queue_of(kiosk), kiosk.told["number"]
    batch = [events.ticket(mine, 100 + n, queue, series=str(mine)) for n in range(200)]
    for place in (10, 60, 110, 160):
        batch[place]["payload"]["code"] = batch[0]["payload"]["code"]
    outcomes = [verdict["outcome"] for verdict in kiosk.send(*batch)]
    assert [place for place, outcome in enumerate(outcomes) if outcome != "stored"] == [10, 60, 110, 160]
    kept = desk.rows(f"SELECT count(*) AS count FROM queueing_ticket WHERE series = '{mine}' AND number >= 100")
    assert int(kept[0]["count"]) == 196
