"""State machines (hypothesis): outbox, leases and content against simple models, with crashes at any step."""

from __future__ import annotations

import collections
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sync import content, leases, outbox
from sync.clock import SiteClock
from sync.content import BadContent
from sync.ids import uuid7
from sync.outbox import Pending
from sync.protocol.events import HelpCalled
from sync.protocol.messages import Lease
from sync.store.connection import open_writer, tx
from sync.store.migrations import migrate
from tests.sync import catalogues

CLOCK = SiteClock()
SUBJECTS = [uuid7() for _one in range(4)]
DAY = date(2026, 11, 21)


class Disk(RuleBasedStateMachine):
    """A store on disk that may be cut off between any two steps."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "a.db"
        self.db = open_writer(self.path)
        migrate(self.db)
        self.db.execute("PRAGMA synchronous = OFF")  # what is tested here is order, not the disk

    def restart(self) -> None:
        """Leave an unfinished transaction behind and open the store again."""
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("DELETE FROM outbox")
        self.db.execute("DELETE FROM leases")
        self.db.execute("DELETE FROM content")
        self.db.close()
        self.db = open_writer(self.path)
        self.db.execute("PRAGMA synchronous = OFF")

    def teardown(self) -> None:
        self.db.close()
        self.folder.cleanup()


class Outbox(Disk):
    """The desk holds each fact once, in order of its subject; what it refuses waits, and only its subject with it."""

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[str, list[str]] = collections.defaultdict(list)
        self.desk: list[str] = []
        self.poison: set[str] = set()
        self.sent: list[Pending] = []
        self.refused: set[str] = set()

    @rule(subject=st.sampled_from(SUBJECTS), bad=st.booleans())
    def make(self, subject: UUID, bad: bool) -> None:
        with tx(self.db):
            event_id = str(outbox.add(self.db, CLOCK, subject, HelpCalled(call_id=uuid7())))
        self.made[str(subject)].append(event_id)
        if bad:
            self.poison.add(event_id)

    @rule(limit=st.integers(1, 5))
    def send(self, limit: int) -> None:
        """The desk takes a batch; the answer is on its way, and says how things were at this moment."""
        self.sent = outbox.batch(self.db, limit, 10**6)
        self.refused = {fact.id for fact in self.sent} & self.poison
        subjects = [fact.subject for fact in self.sent]
        assert len(subjects) == len(set(subjects)), "two facts of one subject in a batch could overtake each other"
        for fact in self.sent:
            if fact.id not in self.poison and fact.id not in self.desk:
                self.desk.append(fact.id)

    @rule()
    def answer(self) -> None:
        with tx(self.db):
            outbox.quarantine(self.db, [(fact.seq, "bad") for fact in self.sent if fact.id in self.refused])
            outbox.mark_done(self.db, [fact.seq for fact in self.sent if fact.id not in self.refused])
        self.sent = []

    @rule()
    def lose_the_answer(self) -> None:
        self.sent = []

    @rule()
    def mend_and_release(self) -> None:
        self.poison.clear()
        with tx(self.db):
            outbox.release(self.db)

    @rule()
    def power_cut(self) -> None:
        self.sent = []
        self.restart()

    @invariant()
    def in_order_and_nothing_lost(self) -> None:
        for made in self.made.values():
            there = [event_id for event_id in self.desk if event_id in made]
            assert there == made[: len(there)]
        kept = {row[0] for row in self.db.execute("SELECT id FROM outbox")}
        assert kept == {event_id for made in self.made.values() for event_id in made}

    def teardown(self) -> None:
        """Once everything is mended, everything arrives."""
        self.mend_and_release()
        while outbox.counts(self.db)[0]:
            self.send(5)
            self.answer()
        assert sorted(self.desk) == sorted(event_id for made in self.made.values() for event_id in made)
        super().teardown()


class Numbers(Disk):
    """Two kiosks, one desk, answers that are lost or come twice, days and clocks: no number is given twice."""

    def __init__(self) -> None:
        super().__init__()
        self.epoch = 1
        self.day = DAY
        self.trusted = True
        self.desk_next: dict[date, int] = collections.defaultdict(lambda: 1)
        self.granted: dict[UUID, Lease] = {}
        self.given: set[tuple[str, str, int]] = set()
        self.on_the_way: list[Lease] = []

    @rule()
    def other_kiosk_takes_a_block(self) -> None:
        self.desk_next[self.day] += 10

    @rule()
    def ask(self) -> None:
        with tx(self.db):
            wanted = leases.want(self.db, self.epoch, "adm", self.day)
        if wanted is None:
            return
        lease = self.granted.get(wanted.request_id)
        if lease is None:
            first = self.desk_next[wanted.service_day]
            self.desk_next[wanted.service_day] = first + wanted.size
            lease = Lease(
                lease_id=uuid4(),
                request_id=wanted.request_id,
                queue="adm",
                service_day=wanted.service_day,
                first=first,
                last=first + wanted.size - 1,
            )
            self.granted[wanted.request_id] = lease
        self.on_the_way.append(lease)

    @precondition(lambda self: self.on_the_way)
    @rule(again=st.booleans())
    def answer_arrives(self, again: bool) -> None:
        lease = self.on_the_way[0]
        with tx(self.db):
            leases.granted(self.db, self.epoch, lease)
        if not again:
            self.on_the_way.pop(0)

    @rule(count=st.integers(1, 12))
    def issue(self, count: int) -> None:
        for _one in range(count):
            with tx(self.db):
                number = leases.take(self.db, self.epoch, 12, "adm", self.day, trusted=self.trusted)
                self.db.execute(
                    "INSERT INTO tickets (ticket_id, key, event_id, code, queue, service_day, number, series, "
                    "language, issued_at) VALUES (?, ?, '', ?, 'adm', ?, ?, ?, 'fa', '')",
                    (str(uuid4()), str(uuid4()), str(uuid4()), self.day.isoformat(), number.number, number.series),
                )
            key = (self.day.isoformat(), number.series, number.number)
            assert key not in self.given, f"{key} was given twice"
            self.given.add(key)
            if number.lease_id is not None:
                lease = next(one for one in self.granted.values() if one.lease_id == number.lease_id)
                assert lease.first <= number.number <= lease.last
                assert lease.service_day == self.day

    @rule(days=st.integers(-2, 3), trusted=st.booleans())
    def clock_moves(self, days: int, trusted: bool) -> None:
        self.trusted = trusted
        self.day += timedelta(days=max(days, 0) if trusted else days)

    @rule()
    def give_back(self) -> None:
        with tx(self.db):
            leases.give_back(self.db, self.epoch)

    @rule()
    def power_cut(self) -> None:
        self.restart()

    @rule()
    def enrolled_again(self) -> None:
        self.epoch += 1
        self.on_the_way.clear()
        with tx(self.db):
            self.db.execute("DELETE FROM lease_requests")


class Swaps(Disk):
    """One version is shown, whole; it only grows, but for a rollback; the one before is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = 0
        self.before = 0

    @rule(version=st.integers(1, 12))
    def publish(self, version: int) -> None:
        body = catalogues.content(version)
        staged = content.read(body, catalogues.etag(body))
        try:
            with tx(self.db):
                content.swap(self.db, staged)
        except BadContent:
            assert version < self.shown
        else:
            assert version >= self.shown
            if version != self.shown:
                self.before, self.shown = self.shown, version

    @rule()
    def roll_back(self) -> None:
        try:
            with tx(self.db):
                back = content.roll_back(self.db)
        except BadContent:
            assert self.before == 0
        else:
            assert back == self.before
            self.shown, self.before = back, 0

    @rule()
    def power_cut(self) -> None:
        self.restart()

    @invariant()
    def one_whole_version(self) -> None:
        now = content.current(self.db)
        assert (now.version if now else 0) == self.shown == content.current_version(self.db)
        versions = {row[0] for row in self.db.execute("SELECT version FROM content")}
        assert versions == {self.shown, self.before} - {0}
        with closing(self.db.execute("SELECT count(*) FROM content WHERE current = 1")) as rows:
            assert rows.fetchone()[0] <= 1


_SETTINGS = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestOutbox = Outbox.TestCase
TestOutbox.settings = _SETTINGS
TestNumbers = Numbers.TestCase
TestNumbers.settings = _SETTINGS
TestSwaps = Swaps.TestCase
TestSwaps.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
