"""What the desk says is heard once: calls, commands, a new key; results are told until they are taken."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from sync import identity
from sync.backoff import Backoff
from sync.client import DeskClient
from sync.clock import SiteClock
from sync.enrollment import Enrollment
from sync.errors import DeskUnreachable
from sync.heart import Report
from sync.link import Link
from sync.listener import Listener
from sync.loop import Pace, SyncLoop
from sync.protocol.alerts import SignedAlert
from sync.protocol.messages import Call, Command, CommandResult, QueueState
from sync.sealing import seal
from sync.store import Store
from tests.sync.desk_stub import DeskStub
from tests.sync.facts import help_called
from tests.sync.waiting import until


class Heard:
    """Ears that remember."""

    def __init__(self) -> None:
        self.lines: list[tuple[QueueState, ...]] = []
        self.calls: list[tuple[str, int]] = []
        self.commands: list[str] = []
        self.versions: list[int] = []
        self.fault: Exception | None = None

    def queues(self, states: tuple[QueueState, ...]) -> None:
        self.lines.append(states)

    def call(self, call: Call) -> None:
        self.calls.append((str(call.call_id), call.repeat))

    def alerts(self, key: str, messages: tuple[SignedAlert, ...]) -> None:
        self.urgent = (key, messages)

    def command(self, command: Command) -> CommandResult:
        self.commands.append(command.kind)
        if self.fault is not None:
            raise self.fault
        return CommandResult(outcome="done", detail="as asked")

    def published(self, version: int) -> None:
        self.versions.append(version)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def loop(store: Store, who: Enrollment, clock: SiteClock, heard: Heard) -> Iterator[SyncLoop]:
    found = SyncLoop(store, who, clock, Link(), heard, lambda version: None, Report(), Pace(5, 0.02, 0.1))
    found.start()
    yield found
    found.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("sync-")]


def command(kind: str) -> dict[str, Any]:
    return {"command_id": str(uuid4()), "kind": kind, "arguments": {}}


def call(repeat: int = 0, call_id: str | None = None) -> dict[str, Any]:
    return {
        "call_id": call_id or str(uuid4()), "ticket_id": str(uuid4()), "queue": "adm", "number": 4, "counter": "c1",
        "called_at": datetime.now(UTC).isoformat(), "repeat": repeat,
    }  # fmt: skip


def test_lines_and_calls_arrive_by_the_long_poll(loop: SyncLoop, heard: Heard, desk: DeskStub) -> None:
    until(lambda: heard.versions, "the first answer")
    desk.queues = [{"queue": "adm", "waiting": 7}]
    first = call()
    desk.calls = [first]
    desk.changed()
    until(lambda: heard.calls, "the call")
    assert heard.lines[-1][0].waiting == 7
    desk.calls = [first, call(1, first["call_id"])]
    desk.changed()
    until(lambda: len(heard.calls) == 2, "the call is repeated")
    desk.changed()
    seen = len(heard.versions)
    until(lambda: len(heard.versions) > seen, "one more answer")
    assert heard.calls == [(first["call_id"], 0), (first["call_id"], 1)]
    assert len(heard.lines) > seen, "that the lines did not change is told too: the figures stay fresh"


def test_a_command_runs_once_and_its_result_is_told_until_it_is_taken(
    loop: SyncLoop, heard: Heard, desk: DeskStub
) -> None:
    asked = command("test_print")
    desk.faults["/commands"] = [(503, "busy", {})]
    desk.commands = [asked]
    desk.changed()
    until(lambda: asked["command_id"] in desk.results, "the result")
    desk.changed()
    seen = len(heard.versions)
    until(lambda: len(heard.versions) > seen, "one more answer")
    assert heard.commands == ["test_print"]
    assert desk.results[asked["command_id"]] == [{"outcome": "done", "detail": "as asked"}]


def test_a_command_that_a_crash_cut_short_is_reported_and_not_run_again(
    store: Store, who: Enrollment, heard: Heard, desk: DeskStub
) -> None:
    asked = command("restart_ui")
    desk.commands = [asked]
    client = DeskClient(who.url, who.token, timeout_s=5)
    heard.fault = KeyboardInterrupt()  # type: ignore[assignment]  # the process ends inside the command
    with pytest.raises(KeyboardInterrupt):
        Listener(store, client, Link(), heard, Backoff(0.02, 0.1)).run()
    heard.fault = None
    listener = Listener(store, client, Link(), heard, Backoff(0.02, 0.1))
    thread = threading.Thread(target=listener.run)
    thread.start()
    until(lambda: asked["command_id"] in desk.results, "the result")
    listener.stop()
    client.abort()
    thread.join(5)
    client.close()
    assert heard.commands == ["restart_ui"]
    assert desk.results[asked["command_id"]] == [{"outcome": "failed", "detail": "interrupted by a restart"}]


def test_a_result_that_the_desk_refuses_is_told_once(loop: SyncLoop, desk: DeskStub, store: Store) -> None:
    desk.faults["/commands"] = [(404, "unknown_command", {})]
    desk.commands = [command("test_print")]
    desk.changed()

    def told() -> bool:
        with store.read() as db:
            return db.execute("SELECT count(*) FROM commands WHERE told = 1").fetchone()[0] == 1

    until(told, "it is not told again")
    assert desk.results == {}


def test_a_new_key_seals_what_comes_after_and_a_false_one_does_not(
    loop: SyncLoop, store: Store, desk: DeskStub, heard: Heard
) -> None:
    former = desk.rotate("k2")

    def key_id() -> str:
        with store.read() as db:
            return identity.desk_key(db).key_id

    until(lambda: key_id() == "k2", "the new key")
    with store.read() as db:
        sealed = seal({"name": "Maryam"}, identity.desk_key(db))
    assert sealed.key_id == "k2"
    event = {"payload": {"answers": sealed.model_dump()}}
    assert desk.opened(event) == {"name": "Maryam"}
    assert former is not desk.key
    good = desk.desk_key
    desk.desk_key = lambda: {"key_id": "k3", "public_key": "AAAA"}  # type: ignore[method-assign]
    desk.changed()
    seen = len(heard.versions)
    until(lambda: len(heard.versions) > seen, "one more answer")
    assert key_id() == "k2"
    desk.desk_key = good  # type: ignore[method-assign]


def test_the_loop_sends_fetches_refills_and_reports(loop: SyncLoop, store: Store, desk: DeskStub) -> None:
    until(lambda: desk.beats, "the first heartbeat")
    until(lambda: len(desk.leases) >= 2, "numbers for each queue")
    days = {lease["service_day"] for lease in desk.leases.values()}
    loop.fact_made()
    until(lambda: len({lease["service_day"] for lease in desk.leases.values()}) == 2, "today and the next day")
    assert days
    fact = help_called(store)
    loop.fact_made()
    until(lambda: fact in desk.events, "the fact")
    desk.publish(desk.body.replace(b'"version": 1', b'"version": 2'), 2)
    from sync.reader import content_version

    until(lambda: content_version(store.path.parent) == 2, "the new version")


def test_a_revoked_kiosk_keeps_its_facts(store: Store, who: Enrollment, desk: DeskStub, clock: SiteClock) -> None:
    words: list[str] = []
    desk.kiosks.clear()
    link = Link(words.append)
    loop = SyncLoop(store, who, clock, link, Heard(), lambda version: None, Report(), Pace(5, 0.02, 0.1))
    loop.start()
    fact = help_called(store)
    loop.fact_made()
    until(lambda: link.word == "revoked", "it says so")
    loop.stop()
    with store.read() as db:
        assert db.execute("SELECT state FROM outbox WHERE id = ?", (fact,)).fetchone()[0] == 0
    assert desk.events == {}


def test_a_stale_enrollment_gets_no_numbers_and_says_so(
    store: Store, who: Enrollment, desk: DeskStub, clock: SiteClock
) -> None:
    words: list[str] = []
    for kiosk in desk.kiosks.values():
        kiosk["epoch"] = 5
    loop = SyncLoop(store, who, clock, Link(words.append), Heard(), lambda version: None, Report(), Pace(5, 0.02, 0.1))
    loop.start()
    until(lambda: "stale" in words, "it says so")
    loop.stop()
    with store.read() as db:
        assert db.execute("SELECT count(*) FROM leases").fetchone()[0] == 0


def test_a_stopped_client_asks_nothing_more(who: Enrollment) -> None:
    client = DeskClient(who.url, who.token, timeout_s=5)
    client.abort()
    with pytest.raises(DeskUnreachable):
        client.state("", 0)
    client.close()
