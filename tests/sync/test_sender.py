"""Facts reach the desk once, in order of their subject, whatever the desk answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import outbox
from sync.backoff import Backoff
from sync.client import DeskClient
from sync.enrollment import Enrollment
from sync.ids import uuid7
from sync.link import Link
from sync.outbox import DONE, NEW, QUARANTINED, FactTooLarge
from sync.protocol.events import MAX_EVENT_BYTES, Sealed
from sync.sender import Sender
from sync.store import Store
from tests.sync.desk_stub import DeskStub
from tests.sync.facts import CLOCK, help_called, poll_answered, states
from tests.sync.waiting import until


class Running:
    """A sender on its own thread, as the loop runs it."""

    def __init__(self, store: Store, who: Enrollment, backoff: Backoff) -> None:
        self.words: list[str] = []
        self.link = Link(self.words.append)
        self.client = DeskClient(who.url, who.token, timeout_s=5)
        self.sender = Sender(store, self.client, who, self.link, backoff)
        self.thread = threading.Thread(target=self.sender.run, daemon=True)
        self.thread.start()

    def end(self) -> None:
        self.sender.stop()
        self.client.abort()
        self.thread.join(5)
        self.client.close()
        assert not self.thread.is_alive()


@pytest.fixture
def running(store: Store, who: Enrollment) -> Iterator[Running]:
    found = Running(store, who, Backoff(0.02, 0.1))
    yield found
    found.end()


def all_done(store: Store) -> bool:
    return set(states(store).values()) == {DONE}


def test_a_fact_wakes_the_sender_and_arrives_once(running: Running, store: Store, desk: DeskStub) -> None:
    first = help_called(store)
    running.sender.wake()
    until(lambda: all_done(store), "the fact is done")
    second = help_called(store)
    running.sender.wake()
    until(lambda: all_done(store), "the second fact is done")
    assert desk.order == [first, second]
    assert desk.received == 2


def test_an_idle_sender_asks_nothing(running: Running, store: Store, desk: DeskStub) -> None:
    help_called(store)
    running.sender.wake()
    until(lambda: all_done(store), "done")
    asked = len(desk.hits)
    time.sleep(0.3)
    assert len(desk.hits) == asked


def test_facts_of_one_subject_arrive_in_order_past_a_retry(running: Running, store: Store, desk: DeskStub) -> None:
    subject = uuid7()
    ids = [help_called(store, subject), poll_answered(store, subject), help_called(store, subject)]
    with desk.guard:
        desk.retry_once.update(ids)
    running.sender.wake()
    until(lambda: all_done(store), "all done")
    assert desk.order == ids


def test_a_refused_fact_is_kept_with_its_reason_and_holds_up_only_its_subject(
    running: Running, store: Store, desk: DeskStub
) -> None:
    desk.reject["poll.answered"] = "unknown_poll"
    subject = uuid7()
    bad, behind = poll_answered(store, subject), help_called(store, subject)
    others = [help_called(store) for _one in range(20)]
    running.sender.wake()
    until(lambda: all(states(store)[one] == DONE for one in others), "the others are done")
    assert states(store)[bad] == QUARANTINED
    assert states(store)[behind] == NEW
    with store.read() as db:
        held = outbox.quarantined(db)
    assert [(fact.id, fact.reason, fact.waiting_behind) for fact in held] == [(bad, "unknown_poll", 1)]
    desk.reject.clear()
    assert store.write(lambda db: outbox.release(db, [bad])) == 1
    running.sender.wake()
    until(lambda: all_done(store), "all done after the release")
    assert desk.order.index(bad) < desk.order.index(behind)


def test_one_poison_fact_in_a_thousand_delays_nobody(running: Running, store: Store, desk: DeskStub) -> None:
    desk.reject["poll.answered"] = "poison"
    facts = [help_called(store) for _one in range(500)]
    bad = poll_answered(store)
    facts += [help_called(store) for _one in range(499)]
    running.sender.wake()
    until(lambda: sum(state == DONE for state in states(store).values()) == 999, "999 done", 30)
    assert states(store)[bad] == QUARANTINED
    assert set(desk.order) == set(facts)


@pytest.mark.parametrize(("status", "code"), [(400, "bad_json"), (422, "invalid"), (413, "too_large")])
def test_a_batch_refused_as_a_whole_is_split_until_the_rest_passes(
    status: int, code: str, running: Running, store: Store, desk: DeskStub
) -> None:
    facts = [help_called(store) for _one in range(3)]
    desk.faults["/events"] = [(status, code, {}), (status, code, {})]
    running.sender.wake()
    until(lambda: NEW not in states(store).values(), "nothing is left to send")
    held = [one for one, state in states(store).items() if state == QUARANTINED]
    assert held == facts[:1], "the first half was refused once more, and it was one fact"
    assert set(desk.order) == set(facts[1:])


def test_retry_after_is_obeyed(running: Running, store: Store, desk: DeskStub) -> None:
    desk.faults["/events"] = [(429, "slow_down", {"Retry-After": "1"})]
    begun = time.monotonic()
    help_called(store)
    running.sender.wake()
    until(lambda: all_done(store), "done")
    assert time.monotonic() - begun >= 1.0
    assert running.words == ["busy", "ok"]


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ((500, "crash", {}), "fault"),
        ((302, "portal", {"Location": "http://127.0.0.1:1/login"}), "not_a_desk"),
        ((401, "bad_token", {}), "revoked"),
        ((403, "forbidden", {}), "revoked"),
    ],
)
def test_faults_are_told_apart_and_facts_stay(
    fault: tuple[int, str, dict[str, str]], word: str, running: Running, store: Store, desk: DeskStub
) -> None:
    desk.faults["/events"] = [fault]
    fact = help_called(store)
    running.sender.wake()
    until(lambda: all_done(store), "done in the end")
    assert running.words == [word, "ok"]
    assert desk.order == [fact]


def test_a_missing_verdict_means_again(store: Store, who: Enrollment, desk: DeskStub) -> None:
    """A desk that answers for other facts than it was asked leaves ours unsent."""
    running = Running(store, who, Backoff(0.02, 0.1))
    original = desk.take
    renamed: list[str] = []

    def forgetful(event: dict[str, object]) -> tuple[str, str]:
        if not renamed:
            renamed.append(str(event["id"]))
            event["id"] = str(uuid7())
        return original(event)

    desk.take = forgetful  # type: ignore[method-assign]
    fact = help_called(store)
    running.sender.wake()
    until(lambda: all_done(store), "done")
    running.end()
    assert fact in desk.events


def test_a_fact_beyond_the_wires_limit_is_refused_when_it_is_made(store: Store) -> None:
    from sync.protocol.events import RequestSubmitted

    big = RequestSubmitted.model_construct(
        request_id=uuid7(),
        code="0" * 14,
        request_kind="service",
        form="ask",
        language="fa",
        answers=Sealed.model_construct(key_id="k", ciphertext="x" * MAX_EVENT_BYTES),
    )
    with pytest.raises(FactTooLarge):
        store.write(lambda db: outbox.add(db, CLOCK, uuid7(), big))
    assert states(store) == {}


def test_the_sender_ends_at_once_while_the_desk_does_not_answer(
    tmp_path: Path, store: Store, who: Enrollment, desk: DeskStub
) -> None:
    running = Running(store, who, Backoff(0.02, 0.1))
    with desk.guard:  # the desk hangs inside the batch
        help_called(store)
        running.sender.wake()
        time.sleep(0.1)
        begun = time.monotonic()
        running.end()
        assert time.monotonic() - begun < 2
    assert NEW in states(store).values() or desk.received == 1


def test_backoff_doubles_to_its_cap_with_jitter_and_begins_again() -> None:
    import random

    backoff = Backoff(1.0, 300.0, random.Random(4))
    waits = [backoff.failed() for _one in range(40)]
    assert all(0.1 <= wait <= 300 for wait in waits)
    assert max(waits[:3]) <= 4
    assert max(waits[12:]) > 150
    assert len(set(waits)) > 30
    assert backoff.failed(retry_after=1000) == 1000
    backoff.worked()
    assert backoff.failed() <= 1.0


def test_a_slow_desk_gets_smaller_batches_until_one_is_answered_in_time(
    store: Store, who: Enrollment, desk: DeskStub
) -> None:
    """A batch that takes the desk longer than the kiosk waits would be sent for ever, and never be done."""
    take = desk.take

    def slowly(event: dict[str, object]) -> tuple[str, str]:
        time.sleep(0.02)
        return take(event)

    desk.take = slowly  # type: ignore[method-assign]
    for _fact in range(60):
        help_called(store)
    client = DeskClient(who.url, who.token, timeout_s=0.6)
    sender = Sender(store, client, who, Link(), Backoff(0.01, 0.05))
    thread = threading.Thread(target=sender.run)
    thread.start()
    try:
        until(lambda: all_done(store), "all is sent", 120)
    finally:
        sender.stop()
        client.abort()
        thread.join(20)
        client.close()
    assert len(desk.events) == 60
