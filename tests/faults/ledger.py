"""What the real desk holds of its kiosks, read from its own database, to be held against what the kiosks hold."""

from __future__ import annotations

import collections
import hashlib
import itertools
import json
from dataclasses import dataclass
from typing import Any

from sync.protocol.events import Event
from tests.support.desk import DeskProcess

Number = tuple[str, str, str, int]


@dataclass
class Ledger:
    """Rows of the kiosks of one test. `receipts` is event id to SHA-256, `numbers` as (line, day, series, number)."""

    receipts: dict[str, str]
    kinds: dict[str, str]
    tickets: dict[str, tuple[str, Number]]
    requests: dict[str, str]
    polls: set[str]
    papers: dict[str, str]
    leases: list[tuple[str, str, int, int]]

    def check(self) -> None:
        """No number and no code was given twice, and no block lent twice."""
        numbers = collections.Counter(number for _code, number in self.tickets.values())
        assert [number for number, count in numbers.items() if count > 1] == [], "a number was given twice"
        codes = collections.Counter([code for code, _number in self.tickets.values()] + list(self.requests.values()))
        assert [code for code, count in codes.items() if count > 1] == [], "a code was given twice"
        for one, following in itertools.pairwise(sorted(self.leases)):
            assert one[:2] != following[:2] or one[3] < following[2], "the desk lent a number twice"


def read(desk: DeskProcess, kiosks: list[int]) -> Ledger:
    """Return what the desk holds of these kiosks, by their numbers. None of their facts may have been refused."""
    which = f"SELECT id FROM fleet_kiosk WHERE number IN ({', '.join(map(str, kiosks))})"
    receipts = desk.rows(f"SELECT id, sha256, kind, outcome FROM kiosk_api_eventreceipt WHERE kiosk_id IN ({which})")
    refused = [row["id"] for row in receipts if row["outcome"] != "stored"]
    assert refused == [], f"the desk refused {len(refused)} facts"
    tickets = desk.rows(
        "SELECT t.id AS id, t.code AS code, q.slug AS queue, t.service_day AS day, t.series AS series, "
        "t.number AS number FROM queueing_ticket t JOIN directory_queue q ON q.id = t.queue_id "
        f"WHERE t.kiosk_id IN ({which})"
    )
    leases = desk.rows(
        "SELECT q.slug AS queue, l.service_day AS day, l.first AS first, coalesce(l.returned_from - 1, l.last) AS last "
        "FROM queueing_numberlease l JOIN directory_queue q ON q.id = l.queue_id "
        "WHERE coalesce(l.returned_from - 1, l.last) >= l.first"
    )
    return Ledger(
        receipts={row["id"]: row["sha256"] for row in receipts},
        kinds={row["id"]: row["kind"] for row in receipts},
        tickets={
            row["id"]: (row["code"], (row["queue"], row["day"], row["series"], int(row["number"]))) for row in tickets
        },
        requests={
            row["id"]: row["code"]
            for row in desk.rows(f"SELECT id, code FROM casework_request WHERE kiosk_id IN ({which})")
        },
        polls={row["id"] for row in desk.rows(f"SELECT id FROM polls_pollanswer WHERE kiosk_id IN ({which})")},
        papers={
            row["id"]: row["outcome"]
            for row in desk.rows(f"SELECT id, outcome FROM fleet_paper WHERE kiosk_id IN ({which})")
        },
        leases=[(row["queue"], row["day"], int(row["first"]), int(row["last"])) for row in leases],
    )


def digest(body: bytes) -> str:
    """Return the hash under which the desk keeps an event: of its content, whatever the order of its fields."""
    event = Event.model_validate_json(body).model_dump(mode="json")
    return hashlib.sha256(json.dumps(event, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def effects(bodies: list[bytes]) -> Ledger:
    """Return what the desk must hold of these events, as the kiosks made them."""
    found = Ledger({}, {}, {}, {}, set(), {}, [])
    for body in bodies:
        event = json.loads(body)
        fact: dict[str, Any] = event["payload"]
        assert event["id"] not in found.receipts, "two facts bear one id"
        found.receipts[event["id"]] = digest(body)
        found.kinds[event["id"]] = event["kind"]
        if event["kind"] == "ticket.issued":
            number = (fact["queue"], fact["service_day"], fact["series"], fact["number"])
            found.tickets[fact["ticket_id"]] = (fact["code"], number)
        elif event["kind"] == "request.submitted":
            found.requests[fact["request_id"]] = fact["code"]
        elif event["kind"] == "poll.answered":
            found.polls.add(fact["answer_id"])
        elif event["kind"] == "paper.printed":
            found.papers[fact["job_id"]] = fact["outcome"]
    return found


def compare(there: Ledger, made: Ledger) -> None:
    """Hold the desk's rows against the kiosks' facts, row by row."""
    for name in ("receipts", "kinds", "tickets", "requests", "polls", "papers"):
        ours, theirs = getattr(made, name), getattr(there, name)
        if isinstance(ours, set):
            assert ours == theirs, name
            continue
        assert ours.keys() == theirs.keys(), f"{name}: {len(ours)} at the kiosks, {len(theirs)} at the desk"
        assert [key for key in ours if ours[key] != theirs[key]] == [], name
    there.check()
