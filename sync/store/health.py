"""The check at start. A damaged file is set aside, never deleted, and what can be read of it is carried over."""

from __future__ import annotations

import collections
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sync.durable import flush_folder
from sync.errors import StoreCorrupt, StoreError
from sync.store.connection import meaning, open_writer, tx
from sync.store.migrations import migrate

_CARRIED = (
    "meta",
    "outbox",
    "codes",
    "tickets",
    "requests",
    "poll_answers",
    "print_jobs",
    "offline_series",
    "commands",
)
"""What cannot be had again. Leases are asked for anew, content is pulled anew: a doubtful number is never given."""
SERIES_GAP = 1000
MOST_FAILURES = 3000
_MAX_INT = 2**48
_TEXT_STEPS = "-0123456789_abcdefghijklmnopqrstuvwxyz"


@dataclass
class SalvageReport:
    """What was read of a damaged store. `doubtful` names the tables of which some rows could not be read."""

    set_aside: Path
    reason: str
    rows: dict[str, int] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """One line for technicians."""
        rows = ", ".join(f"{count} {table}" for table, count in self.rows.items() if count)
        lost = ", ".join(self.doubtful) or "none"
        return f"set aside as {self.set_aside.name} ({self.reason}); read: {rows or 'nothing'}; damaged tables: {lost}"


def check(path: Path) -> bool:
    """Whether the store is whole (or not there yet). The full check: 7 ms at 10,000 rows, 0.2 s at 200,000."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    try:
        with closing(open_writer(path)) as db, meaning():
            return bool(db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except StoreCorrupt:
        return False


def salvage(path: Path) -> SalvageReport:
    """Set the file aside and make a new one with every fact that can still be read. Raises `StoreError`."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    for suffix in ("-wal", "-shm", ""):
        source = path.with_name(path.name + suffix)
        if source.exists():
            source.rename(aside.with_name(aside.name + suffix))
    flush_folder(path.parent)
    report = SalvageReport(aside, "the integrity check failed")
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with closing(open_writer(fresh)) as new:
        migrate(new)
        try:
            old = open_writer(aside)
        except StoreError as error:
            report.reason = str(error)
            report.doubtful.extend(_CARRIED)
        else:
            with closing(old):
                _carry(old, new, report)
        with tx(new):
            _leave_a_gap(new, report)
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    fresh.rename(path)
    for suffix in ("-wal", "-shm"):
        fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
    flush_folder(path.parent)
    return report


def _carry(old: sqlite3.Connection, new: sqlite3.Connection, report: SalvageReport) -> None:
    for table in _CARRIED:
        columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
        damaged: list[str] = []
        count = 0
        statement = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        with tx(new):
            for row in _readable(old, table, columns, damaged):
                try:
                    count += new.execute(statement, row).rowcount
                except sqlite3.IntegrityError:
                    damaged.append("a row with an impossible value")
        report.rows[table] = count
        if damaged:
            report.doubtful.append(table)


def _readable(old: sqlite3.Connection, table: str, columns: list[str], damaged: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that can be read, halving the span of keys wherever a page is damaged.

    The widest spans come first and the failures are counted, so that a table whose root is gone ends soon and one bad
    page in a good table is narrowed down to itself.
    """
    names = ", ".join(columns)
    key = columns[0]
    low, high, whole = _span(old, table, key)
    if low is None:
        return
    if not whole:
        damaged.append("the ends of the table")
    spans: collections.deque[tuple[Any, Any]] = collections.deque([(low, high)])
    while spans and len(damaged) < MOST_FAILURES:
        low, high = spans.popleft()
        try:
            yield from old.execute(
                f"SELECT {names} FROM {table} NOT INDEXED WHERE {key} >= ? AND {key} <= ? ORDER BY {key}", (low, high)
            ).fetchall()
        except sqlite3.DatabaseError as error:
            damaged.append(str(error))
            spans.extend(_halves(low, high))


def _span(old: sqlite3.Connection, table: str, key: str) -> tuple[Any, Any, bool]:
    """Return the first and last key, and whether they could be read; else the widest span that there can be."""
    try:
        low, high = old.execute(f"SELECT min({key}), max({key}) FROM {table}").fetchone()
        return low, high, True
    except sqlite3.DatabaseError:
        text = "TEXT" in _declared(old, table, key)
        return ("", "~", False) if text else (0, _MAX_INT, False)


def _declared(old: sqlite3.Connection, table: str, key: str) -> str:
    try:
        row = old.execute("SELECT type FROM pragma_table_info(?) WHERE name = ?", (table, key)).fetchone()
    except sqlite3.DatabaseError:
        return "INTEGER"
    return str(row[0]) if row else "INTEGER"


def _halves(low: Any, high: Any) -> list[tuple[Any, Any]]:
    """Split a span of integer keys, or of text by its next letter; one key that cannot be read is given up."""
    if isinstance(low, int) and isinstance(high, int):
        if low >= high:
            return []
        middle = (low + high) // 2
        return [(middle + 1, high), (low, middle)]
    return _text_parts(str(low), str(high))


def _text_parts(low: str, high: str) -> list[tuple[str, str]]:
    shared = _shared_letters(low, high)
    if len(shared) > 40 or low >= high:
        return []
    parts = [(shared, shared), *((shared + letter, shared + letter + "~") for letter in _TEXT_STEPS)]
    inside = [(max(low, a), min(high, b)) for a, b in parts if b >= low and a <= high]
    return [part for part in inside if part != (low, high)]


def _shared_letters(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


def _leave_a_gap(new: sqlite3.Connection, report: SalvageReport) -> None:
    """Where the kiosk's own series may have lost its end, go on well above it: a number is never given twice."""
    if {"offline_series", "meta", "tickets"} & set(report.doubtful):
        new.execute("UPDATE offline_series SET next = (next / ? + 1) * ? + 1", (SERIES_GAP, SERIES_GAP))
        new.execute(
            "INSERT INTO meta VALUES ('series_floor', ?) "
            "ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + ?",
            (str(SERIES_GAP), SERIES_GAP),
        )
