"""The store: commits that last, one writer, damage that is survived, errors that say what they mean."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from sync import outbox
from sync.errors import NoSpace, StoreClosed, StoreCorrupt, StoreError, StoreNewer
from sync.ids import uuid7
from sync.protocol.events import HelpCalled
from sync.store import FILE_NAME, Store, ageing, meta
from sync.store.connection import open_reader, open_writer, tx
from sync.store.health import check
from sync.store.migrations import NAMES, steps
from sync.store.writer import Writer
from tests.sync.facts import CLOCK, help_called, states
from tests.sync.waiting import until


def test_settings_are_those_that_outlast_a_power_cut(tmp_path: Path) -> None:
    with closing(open_writer(tmp_path / "a.db")) as db:
        asked = {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in (
            "journal_mode", "synchronous", "secure_delete", "foreign_keys", "wal_autocheckpoint"
        )}  # fmt: skip
    assert asked == {
        "journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "wal_autocheckpoint": 0
    }  # fmt: skip


def test_a_reader_cannot_write_and_sees_one_moment(store: Store) -> None:
    with store.read() as db:
        before = db.execute("SELECT count(*) FROM outbox").fetchone()[0]
        help_called(store)
        assert db.execute("SELECT count(*) FROM outbox").fetchone()[0] == before
        with pytest.raises(sqlite3.OperationalError):
            db.execute("DELETE FROM outbox")
    assert len(states(store)) == before + 1


def together(store: Store, jobs: list[Callable[[sqlite3.Connection], Any]]) -> list[Future[Any]]:
    """Queue jobs so that they share one commit: the writer is held while they are asked."""
    gate, entered = threading.Event(), threading.Event()
    held = store.submit(lambda db: (entered.set(), gate.wait(5)))
    assert entered.wait(5)
    futures = [store.submit(job) for job in jobs]
    gate.set()
    held.result(5)
    for future in futures:
        future.exception(5)
    return futures


def test_jobs_that_share_a_commit_do_not_share_a_fault(store: Store) -> None:
    def bad(db: sqlite3.Connection) -> None:
        meta.put(db, "b", "1")
        raise LookupError("this one alone")

    def broken(db: sqlite3.Connection) -> None:
        meta.put(db, "c", "1")
        db.execute("INSERT INTO meta VALUES ('a', 'again')")

    first, second, third, fourth = together(
        store, [lambda db: meta.put(db, "a", "1"), bad, broken, lambda db: meta.put(db, "d", "1")]
    )
    assert first.exception() is None
    assert fourth.exception() is None
    assert isinstance(second.exception(), LookupError)
    assert isinstance(third.exception(), StoreError)
    with store.read() as db:
        assert [meta.get(db, key) for key in "abcd"] == ["1", "", "", "1"]


def test_a_fault_alone_is_undone(store: Store) -> None:
    def bad(db: sqlite3.Connection) -> None:
        meta.put(db, "a", "1")
        raise LookupError

    with pytest.raises(LookupError):
        store.write(bad)
    with store.read() as db:
        assert meta.get(db, "a") == ""


def test_a_commit_that_fails_is_told_to_everyone_who_shared_it(store: Store) -> None:
    def ends_the_transaction(db: sqlite3.Connection) -> None:
        db.execute("ROLLBACK")  # what SQLite does by itself on a full disk
        raise sqlite3.OperationalError("database or disk is full")

    first, second, third = together(
        store, [lambda db: meta.put(db, "a", "1"), ends_the_transaction, lambda db: meta.put(db, "b", "1")]
    )
    assert all(isinstance(future.exception(), StoreError) for future in (first, second, third))
    with store.read() as db:
        assert (meta.get(db, "a"), meta.get(db, "b")) == ("", "")
    store.write(lambda db: meta.put(db, "a", "2"))


def test_a_patient_job_shares_the_next_commit_or_goes_alone(tmp_path: Path) -> None:
    def ends_the_transaction(db: sqlite3.Connection) -> None:
        db.execute("ROLLBACK")

    writer = Writer(open_writer(tmp_path / "a.db"), patience_s=30)
    try:
        patient = writer.submit(lambda db: 1, patient=True)
        with pytest.raises(TimeoutError):
            patient.result(0.2)
        with pytest.raises(StoreError):
            writer.submit(ends_the_transaction).result(20)
        assert patient.exception(20) is not None, "it was held back until then, and shared the commit"
    finally:
        writer.close()
    writer = Writer(open_writer(tmp_path / "a.db"), patience_s=0.01)
    try:
        assert writer.submit(lambda db: 2, patient=True).result(20) == 2, "nobody else came"
    finally:
        writer.close()


def test_the_writer_beats_while_it_lives(store: Store) -> None:
    beats: list[str] = []
    store.on_beat(lambda: beats.append(threading.current_thread().name))
    until(lambda: beats, "a beat")
    assert beats[0] == "store-writer"


def test_the_wal_is_checkpointed_when_idle_and_when_long(store: Store) -> None:
    def pages_left() -> int:
        with closing(sqlite3.connect(store.path)) as db:
            _busy, log, done = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return int(log - done)

    for _one in range(250):
        help_called(store)
    until(lambda: pages_left() == 0, "checkpointed when idle")
    store._writer._since_checkpoint = 10_000
    help_called(store)
    until(lambda: store._writer._since_checkpoint == 0, "checkpointed although never idle")


def test_a_closed_store_says_so(store: Store) -> None:
    late = store.submit(lambda db: time.sleep(0.1))
    store.close()
    store.close()
    assert late.exception(1) is None, "what was asked before is done"
    with pytest.raises(StoreClosed):
        store.write(lambda db: None)
    with pytest.raises(StoreClosed), store.read():
        pass


def test_asked_while_closing_is_answered(store: Store) -> None:
    late: list[Future[Any]] = []
    gate = threading.Event()
    store.submit(lambda db: gate.wait(5))
    store._writer._jobs.put(None)  # the end is queued already
    late.append(store.submit(lambda db: None))
    gate.set()
    assert isinstance(late[0].exception(5), StoreClosed)
    store._writer._thread.join(5)


def test_one_daemon_to_a_folder(store: Store, data: Path) -> None:
    with pytest.raises(StoreError, match="another mizban daemon"):
        Store.open(data)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NoSpace, match="cannot be written"):
        Store.open(tmp_path / "file" / "data")


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    with closing(open_writer(tmp_path / FILE_NAME)) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('mizban-kiosk', 'm9999_x', '')"
        )
    with pytest.raises(StoreNewer, match="m9999_x"):
        Store.open(tmp_path)
    with closing(open_writer(tmp_path / FILE_NAME)) as db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm9999_x'")
    Store.open(tmp_path).close()


def test_the_known_steps_are_all_of_them(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as db:
        assert {step.name for step in steps.pending(Database(db))} == NAMES


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    from sqlite_utils.migrations import Migrations

    trial = Migrations("trial")

    @trial()
    def half(db: Database) -> None:
        db.execute("CREATE TABLE half (a)")
        raise RuntimeError("power")

    with closing(open_writer(tmp_path / "a.db")) as connection:
        with pytest.raises(RuntimeError):
            trial.apply(Database(connection))
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone()[0] == 0


def test_a_transaction_that_sqlite_ended_itself_is_not_ended_twice(tmp_path: Path) -> None:
    with closing(open_writer(tmp_path / "a.db")) as db:
        with pytest.raises(LookupError), tx(db):
            db.execute("ROLLBACK")
            raise LookupError
        with pytest.raises(LookupError), tx(db):
            db.execute("CREATE TABLE a (b)")
            raise LookupError
        assert db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0


def test_errors_are_told_by_class(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_bytes(b"no database " * 1000)
    with pytest.raises(StoreCorrupt):
        open_writer(tmp_path / "text.db")
    with pytest.raises(NoSpace):
        open_reader(tmp_path / "none.db")
    assert check(tmp_path / "none.db")
    assert not check(tmp_path / "text.db")


def old_rows(db: sqlite3.Connection, when: datetime, state: int) -> None:
    stamp = when.isoformat()
    db.execute(
        "INSERT INTO outbox (id, subject, kind, body, sha256, state, made_at) VALUES (?, 's', 'k', x'00', x'00', ?, ?)",
        (f"e{stamp}{state}", state, stamp),
    )
    db.execute(
        "INSERT INTO tickets (ticket_id, key, event_id, code, queue, service_day, number, series, language, issued_at) "
        "VALUES (?, ?, '', ?, 'adm', ?, ?, '', 'fa', ?)",
        (f"t{stamp}{state}", f"k{stamp}{state}", f"c{stamp}{state}", stamp[:10], state, stamp),
    )
    db.execute("INSERT INTO poll_answers VALUES (?, '', ?)", (f"p{stamp}{state}", stamp))


def test_old_rows_go_but_nothing_that_the_desk_has_not_taken(store: Store) -> None:
    now = datetime.now(UTC)
    for days in range(1, 40):
        store.write(lambda db, days=days: old_rows(db, now - timedelta(days=days), 1))
    store.write(lambda db: old_rows(db, now - timedelta(days=20), 0))
    store.write(lambda db: old_rows(db, now - timedelta(days=21), 2))
    while store.write(lambda db: ageing.step(db, now)):
        pass
    with store.read() as db:
        left = dict(db.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
        tickets = db.execute("SELECT count(*) FROM tickets").fetchone()[0]
    assert left[0] == 1
    assert left[2] == 1
    assert tickets == 7, "a week of tickets stays"


def damaged(data: Path, seed: int) -> int:
    """Overwrite one page with rubbish; returns its number."""
    import random

    path = data / FILE_NAME
    size = path.stat().st_size
    page = random.Random(seed).randrange(0, size // 4096)
    with path.open("r+b") as file:
        file.seek(page * 4096)
        file.write(random.Random(seed + 1).randbytes(4096))
    return page


def filled(data: Path, facts: int) -> list[str]:
    """Make a store with so many facts and a series of its own that stands at 58."""
    store = Store.open(data)

    def fill(db: sqlite3.Connection) -> list[str]:
        db.execute("INSERT INTO offline_series VALUES ('adm', 1, '2026-11-21', 1, 58)")
        made = (HelpCalled(call_id=uuid7(), screen="home") for _one in range(facts))
        return [str(outbox.add(db, CLOCK, fact.call_id, fact)) for fact in made]

    made = store.write(fill)
    store.close()
    return made


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A store of 300 facts, to be copied and damaged."""
    folder = tmp_path_factory.mktemp("whole")
    return folder / FILE_NAME, filled(folder, 300)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_a_damaged_page_costs_little_and_never_a_number(
    seed: int, tmp_path: Path, whole: tuple[Path, list[str]]
) -> None:
    data = tmp_path / f"d{seed}-{time.monotonic_ns()}"
    data.mkdir()
    shutil.copy(whole[0], data)
    made = whole[1]
    damaged(data, seed)
    store = Store.open(data)
    try:
        if store.salvaged is None:
            assert set(states(store)) == set(made), "a page that was not in use"
            return
        assert store.salvaged.set_aside.exists()
        saved = set(states(store))
        assert saved <= set(made), "nothing is invented"
        if saved != set(made):
            assert "outbox" in store.salvaged.doubtful, "what is lost is said"
        with store.read() as db:
            row = db.execute("SELECT next FROM offline_series").fetchone()
            floor = int(meta.get(db, "series_floor", "0"))
        assert (row[0] if row else floor + 1) >= 58, "no number of the own series is given again"
        assert store.salvaged.summary()
        help_called(store)
    finally:
        store.close()


def test_most_is_saved_when_a_page_in_the_middle_is_lost(tmp_path: Path) -> None:
    made = filled(tmp_path, 2000)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        leaf = db.execute(
            "SELECT pageno FROM dbstat WHERE name = 'outbox' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 20"
        )
        try:
            page = leaf.fetchone()[0]
        except sqlite3.OperationalError:  # pragma: no cover - a SQLite without dbstat
            pytest.skip("this SQLite has no dbstat")
    with (tmp_path / FILE_NAME).open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    store = Store.open(tmp_path)
    saved = set(states(store))
    store.close()
    assert store.salvaged is not None
    assert len(made) - 20 <= len(saved) < len(made)


def test_a_file_that_is_no_database_any_more_begins_anew_and_says_what_is_lost(tmp_path: Path) -> None:
    filled(tmp_path, 10)
    with (tmp_path / FILE_NAME).open("r+b") as file:
        file.write(b"\x00" * 8192)
    store = Store.open(tmp_path)
    assert store.salvaged is not None
    assert "outbox" in store.salvaged.doubtful
    with store.read() as db:
        assert int(meta.get(db, "series_floor")) >= 1000
    store.close()
    again = Store.open(tmp_path)
    assert again.salvaged is None
    again.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1))
def test_a_truncated_wal_keeps_a_whole_beginning(cut: float, tmp_path: Path, wal_only: tuple[Path, list[str]]) -> None:
    """What SQLite promises, seen on our settings: a prefix of the commits, never a torn one."""
    source, made = wal_only
    data = tmp_path / f"d{time.monotonic_ns()}"
    shutil.copytree(source, data)
    wal = data / (FILE_NAME + "-wal")
    with wal.open("r+b") as file:
        file.truncate(int(wal.stat().st_size * cut))
    store = Store.open(data)
    left = list(states(store))
    store.close()
    assert left == made[: len(left)]
    assert cut < 1 or left == made


@pytest.fixture(scope="module")
def wal_only(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A store whose 50 facts stand in the WAL alone, as a power cut leaves it."""
    folder = tmp_path_factory.mktemp("wal")
    store = Store.open(folder / "live")
    store.write(lambda db: None)
    made = [help_called(store) for _one in range(50)]
    (folder / "cut").mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(folder / "live" / (FILE_NAME + suffix), folder / "cut")
    store.close()
    return folder / "cut", made
