"""Ticket numbers: blocks that the desk has lent to this kiosk, and a series of its own when there is none.

A number is burnt in the transaction that stores its ticket. What was lent to an earlier enrollment (`epoch`) is
never used.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sync.ids import uuid7
from sync.protocol.messages import Lease
from sync.store import meta

SERIES_SPAN = 100_000
"""Numbers of the kiosk's own series that one enrollment may use; the next enrollment starts above them."""
MIN_BLOCK, MAX_BLOCK = 10, 200


class SeriesExhausted(Exception):
    """The kiosk's own series has no number left for this queue."""


@dataclass(frozen=True)
class Number:
    """A number that nobody else will be given. `series` is empty for a leased one."""

    number: int
    series: str
    lease_id: UUID | None


@dataclass(frozen=True)
class Wanted:
    """A block to ask for. `request_id` stays the same until it is answered."""

    request_id: UUID
    queue: str
    service_day: date
    size: int


def take(db: sqlite3.Connection, epoch: int, kiosk_number: int, queue: str, day: date, *, trusted: bool) -> Number:
    """Burn and return the next number of `queue` on `day`, inside the caller's transaction.

    `trusted`: the day is the desk's, not a guess of a clock that nothing has confirmed; only then does the kiosk's own
    series begin again at its start. Raises `SeriesExhausted`.
    """
    row = db.execute(
        "SELECT lease_id, next FROM leases WHERE queue = ? AND service_day = ? AND next <= last AND epoch = ? "
        "AND given_back = 0 ORDER BY next LIMIT 1",
        (queue, day.isoformat(), epoch),
    ).fetchone()
    if row is not None:
        db.execute("UPDATE leases SET next = next + 1 WHERE lease_id = ?", (row[0],))
        return Number(int(row[1]), "", UUID(row[0]))
    series = str(kiosk_number)
    return Number(_own(db, epoch, series, queue, day, trusted=trusted), series, None)


def _own(db: sqlite3.Connection, epoch: int, series: str, queue: str, day: date, *, trusted: bool) -> int:
    """Return the next number of the kiosk's own series.

    It begins again only when both this number and the one before it bear a day that the desk's clock has confirmed:
    else a clock that jumps could hand out one number twice on one true day.
    """
    base = (epoch - 1) % 99 * SERIES_SPAN
    row = db.execute("SELECT epoch, day, trusted, next FROM offline_series WHERE queue = ?", (queue,)).fetchone()
    if row is None or row[0] != epoch or (trusted and row[2] and row[1] < day.isoformat()):
        used = db.execute(
            "SELECT max(number) FROM tickets WHERE queue = ? AND service_day = ? AND series = ? AND number > ?",
            (queue, day.isoformat(), series, base),
        ).fetchone()[0]
        number = max(base + int(meta.get(db, "series_floor", "0")), used or 0) + 1
    else:
        number = int(row[3])
    if number > base + SERIES_SPAN:
        raise SeriesExhausted(queue)
    known_day = day.isoformat() if trusted or row is None else row[1]
    db.execute(
        "INSERT INTO offline_series (queue, epoch, day, trusted, next) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (queue) DO UPDATE SET "
        "epoch = excluded.epoch, day = excluded.day, trusted = excluded.trusted, next = excluded.next",
        (queue, epoch, known_day, int(trusted), number + 1),
    )
    return number


def left(db: sqlite3.Connection, epoch: int, queue: str, day: date) -> int:
    """Return how many leased numbers remain for `queue` on `day`."""
    row = db.execute(
        "SELECT coalesce(sum(last - next + 1), 0) FROM leases WHERE queue = ? AND service_day = ? AND epoch = ? "
        "AND given_back = 0 AND next <= last",
        (queue, day.isoformat(), epoch),
    ).fetchone()
    return int(row[0])


def block_size(issued_today: int) -> int:
    """How many numbers to ask for: by use, so that a busy queue can stand a longer time without the desk."""
    return max(MIN_BLOCK, min(MAX_BLOCK, issued_today // 2))


def want(db: sqlite3.Connection, epoch: int, queue: str, day: date) -> Wanted | None:
    """Return the block to ask for now, stored before it is asked for; None where there are numbers enough."""
    row = db.execute(
        "SELECT request_id, size FROM lease_requests WHERE queue = ? AND service_day = ? AND epoch = ?",
        (queue, day.isoformat(), epoch),
    ).fetchone()
    if row is not None:
        return Wanted(UUID(row[0]), queue, day, int(row[1]))
    issued = db.execute(
        "SELECT coalesce(sum(next), 0) - coalesce(sum(first), 0) FROM leases WHERE queue = ? AND service_day = ? "
        "AND epoch = ?",
        (queue, day.isoformat(), epoch),
    ).fetchone()[0]
    size = block_size(int(issued))
    if left(db, epoch, queue, day) * 2 > size:
        return None
    request_id = uuid7()
    db.execute(
        "INSERT INTO lease_requests VALUES (?, ?, ?, ?, ?)", (str(request_id), epoch, queue, day.isoformat(), size)
    )
    return Wanted(request_id, queue, day, size)


def granted(db: sqlite3.Connection, epoch: int, lease: Lease) -> None:
    """Take a block. The answer of a request that was answered before changes nothing."""
    asked = db.execute("DELETE FROM lease_requests WHERE request_id = ?", (str(lease.request_id),)).rowcount
    if asked:
        db.execute(
            "INSERT OR IGNORE INTO leases (lease_id, epoch, queue, service_day, first, next, last) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                str(lease.lease_id),
                epoch,
                lease.queue,
                lease.service_day.isoformat(),
                lease.first,
                lease.first,
                lease.last,
            ),
        )


def refused(db: sqlite3.Connection, wanted: Wanted) -> None:
    """The desk lends nothing for this request; a later one is a new request."""
    db.execute("DELETE FROM lease_requests WHERE request_id = ?", (str(wanted.request_id),))


def give_back(db: sqlite3.Connection, epoch: int) -> list[tuple[UUID, int]]:
    """Burn what is left of every block and return it, as (lease, first number never given), for the desk to have again.

    Burnt first, told second: a number can be lost so, but never be given by two.
    """
    rows = db.execute(
        "SELECT lease_id, next FROM leases WHERE epoch = ? AND given_back = 0 AND next <= last", (epoch,)
    ).fetchall()
    db.execute("UPDATE leases SET given_back = 1 WHERE epoch = ?", (epoch,))
    return [(UUID(lease_id), int(following)) for lease_id, following in rows]
