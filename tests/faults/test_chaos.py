"""Twenty kiosks, the real desk, a network that does everything wrong: it knows what the kiosks know, each fact once.

MIZBAN_FACTS=50000 .venv/bin/python -m pytest -s tests/faults/test_chaos.py
"""

from __future__ import annotations

import collections
import hashlib
import os
import random
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

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
from tests.faults import ledger
from tests.faults.proxy import FaultProxy, Weather
from tests.faults.visitor import menu, question
from tests.support.desk import DeskProcess
from tests.sync.waiting import until

KIOSKS = int(os.environ.get("MIZBAN_KIOSKS", "20"))
FACTS = int(os.environ.get("MIZBAN_FACTS", "1200"))
SEED = int(os.environ.get("MIZBAN_SEED", "4"))


class Lobby:
    """One kiosk's store, view and sync loop, in this process; its network is the proxy's."""

    def __init__(self, folder: Path, url: str, desk: DeskProcess) -> None:
        self.who = enroll(desk.url, desk.enroll_code(), folder).model_copy(update={"url": url})
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

    def ready(self) -> bool:
        """Whether tickets can be had, at every hour of the day."""
        return self.view.content is not None and bool(self.view.lines())

    def serve(self, rng: random.Random, facts: int) -> None:
        """Make so many facts, as the daemon's socket would."""
        offered = menu(self.view.enrolled()[1].model_dump(mode="json"))
        for _fact in range(facts):
            method, params = question(rng, offered)
            if method == "ticket.issue":
                tickets.issue(self.view, IssueTicket.model_validate(params))
            elif method == "request.submit":
                submissions.submit(self.view, SubmitRequest.model_validate(params))
            else:
                submissions.answer_poll(self.view, AnswerPoll.model_validate(params))
            self.loop.fact_made()

    def facts(self) -> list[bytes]:
        """Return every fact that was made here; the store is closed."""
        with closing(sqlite3.connect(self.store.path)) as db:
            rows = db.execute("SELECT body, sha256 FROM outbox").fetchall()
        assert all(hashlib.sha256(body).digest() == kept for body, kept in rows)
        return [body for body, _kept in rows]

    def unsent(self) -> int:
        with self.store.read() as db:
            return int(db.execute("SELECT count(*) FROM outbox WHERE state <> 1").fetchone()[0])


@pytest.mark.timeout(600 + FACTS // 20)
def test_the_desk_holds_the_union_of_what_the_kiosks_hold(
    tmp_path: Path, office: DeskProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    proxy = FaultProxy(office.port, Weather(), SEED)
    lobbies = [Lobby(tmp_path / f"kiosk-{index}", proxy.url, office) for index in range(KIOSKS)]
    begun = time.monotonic()
    try:
        for lobby in lobbies:
            lobby.loop.start()
        until(lambda: all(lobby.ready() for lobby in lobbies), "every kiosk has content and hears of its lines", 240)
        threads = [
            threading.Thread(target=lobby.serve, args=(random.Random(SEED + index), FACTS // KIOSKS))
            for index, lobby in enumerate(lobbies)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        until(lambda: sum(lobby.unsent() for lobby in lobbies) == 0, "all facts are sent", 300 + FACTS // 20)
    finally:
        for lobby in lobbies:
            lobby.loop.stop()
        proxy.close()
    for lobby in lobbies:
        lobby.store.close()
    made = ledger.effects([body for lobby in lobbies for body in lobby.facts()])
    there = ledger.read(office, [lobby.who.number for lobby in lobbies])
    ledger.compare(there, made)
    with capsys.disabled():
        kinds = dict(collections.Counter(made.kinds.values()))
        print(f"\n{len(made.receipts)} facts of {KIOSKS} kiosks {kinds} in {time.monotonic() - begun:.0f} s")
        print(f"the desk holds {len(there.receipts)}, each once; the network: {dict(proxy.count)}")
    assert proxy.count["repeat"] + proxy.count["late_repeat"] > 0, "the network was too kind to show anything"
