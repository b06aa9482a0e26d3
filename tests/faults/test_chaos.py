"""Twenty kiosks, one desk, a network that does everything wrong: the desk knows what the kiosks know, each fact once.

MIZBAN_FACTS=50000 .venv/bin/python -m pytest -s tests/faults/test_chaos.py
"""

from __future__ import annotations

import collections
import hashlib
import itertools
import json
import os
import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk.daemon import submissions, tickets
from kiosk.daemon.desk_view import DeskView
from kiosk.ipc import AnswerPoll, IssueTicket, SubmitRequest
from sync.clock import SiteClock
from sync.enrollment import enroll
from sync.heart import Report
from sync.identity import adopt
from sync.link import Link
from sync.loop import Pace, SyncLoop
from sync.protocol.alerts import SignedAlert
from sync.protocol.messages import Call, Command, CommandResult, QueueState
from sync.store import Store
from tests.faults.proxy import FaultProxy, Weather
from tests.sync.desk_stub import DeskStub
from tests.sync.waiting import until

KIOSKS = int(os.environ.get("MIZBAN_KIOSKS", "20"))
FACTS = int(os.environ.get("MIZBAN_FACTS", "2000"))
SEED = int(os.environ.get("MIZBAN_SEED", "4"))


class Lobby:
    """One kiosk's store, view and sync loop, in this process; its network is the proxy's."""

    def __init__(self, folder: Path, url: str, desk: DeskStub, index: int) -> None:
        code = f"{100000 + index}"
        desk.enroll_codes[code] = f"kiosk-{index}"
        self.who = enroll(desk.url, code, folder).model_copy(update={"url": url})
        self.store = Store.open(folder)
        self.store.write(lambda db: adopt(db, self.who))
        self.clock = SiteClock()
        self.view = DeskView(self.store, self.clock, self.who)
        self.loop = SyncLoop(self.store, self.who, self.clock, Link(), self, self.swapped, Report(), Pace(5, 0.02, 0.3))

    def swapped(self, version: int) -> None:
        self.view.reload()

    def queues(self, states: tuple[QueueState, ...]) -> None:
        self.view.heard(states)

    def call(self, call: Call) -> None:
        """Not what is asked here."""

    def alerts(self, key: str, messages: tuple[SignedAlert, ...]) -> None:
        """Not what is asked here."""

    def command(self, command: Command) -> CommandResult:
        return CommandResult(outcome="done")

    def published(self, version: int) -> None:
        """The keeper fetches it."""

    def serve(self, rng: random.Random, facts: int) -> None:
        """Make so many facts, as the daemon's socket would."""
        for _fact in range(facts):
            chance, key = rng.random(), uuid4()
            if chance < 0.6:
                tickets.issue(self.view, IssueTicket(key=key, queue=rng.choice(("adm", "rec")), language="fa"))
            elif chance < 0.8:
                answers = {"name": "علی", "mobile": "0912"}
                ask = SubmitRequest(key=key, kind="service", form="ask", language="ar", answers=answers)
                submissions.submit(self.view, ask)
            else:
                submissions.answer_poll(
                    self.view, AnswerPoll(key=key, poll="visit", answers={"overall": 3}, language="ru")
                )
            self.loop.fact_made()

    def unsent(self) -> int:
        with self.store.read() as db:
            return int(db.execute("SELECT count(*) FROM outbox WHERE state <> 1").fetchone()[0])


@pytest.mark.timeout(300 + FACTS // 20)
def test_the_desk_holds_the_union_of_what_the_kiosks_hold(
    tmp_path: Path, desk: DeskStub, capsys: pytest.CaptureFixture[str]
) -> None:
    proxy = FaultProxy(int(desk.url.rpartition(":")[2]), Weather(), SEED)
    lobbies = [Lobby(tmp_path / f"k{index}", proxy.url, desk, index) for index in range(KIOSKS)]
    try:
        for lobby in lobbies:
            lobby.loop.start()
        until(lambda: all(lobby.view.content for lobby in lobbies), "every kiosk has its content", 120)
        threads = [
            threading.Thread(target=lobby.serve, args=(random.Random(SEED + index), FACTS // KIOSKS))
            for index, lobby in enumerate(lobbies)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        until(lambda: sum(lobby.unsent() for lobby in lobbies) == 0, "all facts are sent", 200 + FACTS // 20)
    finally:
        for lobby in lobbies:
            lobby.loop.stop()
        proxy.close()
    known = union(lobbies)
    for lobby in lobbies:
        lobby.store.close()
    compare(desk, known)
    with capsys.disabled():
        print(f"\n{len(known)} facts of {KIOSKS} kiosks, {desk.received} received, {desk.repeats} again")
        print(f"the network: {dict(proxy.count)}")
    assert desk.repeats > 0, "the network was too kind to show anything"


def union(lobbies: list[Lobby]) -> dict[str, str]:
    """Return every fact of every kiosk, by id, as the SHA-256 of its bytes."""
    found: dict[str, str] = {}
    for lobby in lobbies:
        with closing(sqlite3.connect(lobby.store.path)) as db:
            for event_id, body, digest in db.execute("SELECT id, body, sha256 FROM outbox"):
                assert hashlib.sha256(body).digest() == digest
                assert event_id not in found, "two kiosks made one id"
                found[event_id] = canonical(json.loads(body))
    return found


def canonical(event: Any) -> str:
    """Return one text for one content."""
    return json.dumps(event, sort_keys=True, ensure_ascii=False)


def compare(desk: DeskStub, known: dict[str, str]) -> None:
    """Hold the desk's rows against the kiosks', row by row."""
    there = {event_id: canonical(event) for event_id, event in desk.events.items()}
    assert there.keys() == known.keys()
    differing = [event_id for event_id, text in known.items() if there[event_id] != text]
    assert differing == []
    numbers = collections.Counter(
        tuple(event["payload"][name] for name in ("queue", "service_day", "series", "number"))
        for event in desk.of_kind("ticket.issued")
    )
    assert [number for number, count in numbers.items() if count > 1] == []
    codes = [event["payload"]["code"] for event in desk.events.values() if event["payload"].get("code")]
    assert len(codes) == len(set(codes))
    spans = sorted(
        (lease["queue"], lease["service_day"], lease["first"], lease["last"]) for lease in desk.leases.values()
    )
    for one, following in itertools.pairwise(spans):
        assert one[:2] != following[:2] or one[3] < following[2], "the desk lent a number twice"
