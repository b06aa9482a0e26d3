"""Facts on their way to the desk. Made in the transaction of what they tell; sent in order of each subject.

States on disk are `NEW`, `DONE` and `QUARANTINED` only. There is none for "being sent": sending again is always safe,
because the desk knows every id, so a crash leaves nothing to repair.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sync.clock import SiteClock, wall_now
from sync.ids import uuid7
from sync.protocol.base import Message
from sync.protocol.events import MAX_EVENT_BYTES, Event

NEW, DONE, QUARANTINED = 0, 1, 2
_LOOK = 4


class FactTooLarge(ValueError):
    """A fact passes the wire's limit; nothing was stored."""


@dataclass(frozen=True)
class Pending:
    """An unsent fact; `body` is the event's JSON as it will always be sent."""

    seq: int
    id: str
    subject: str
    body: bytes


@dataclass(frozen=True)
class Quarantined:
    """A fact that the desk refused, for people to look at."""

    seq: int
    id: str
    kind: str
    reason: str
    made_at: str
    waiting_behind: int


def add(db: sqlite3.Connection, clock: SiteClock, subject: UUID, payload: Message) -> UUID:
    """Store one fact inside the caller's transaction and return its id. Raises `FactTooLarge`."""
    event = Event(
        id=uuid7(),
        kind=str(payload.kind),  # type: ignore[attr-defined]  # every payload has one: its discriminator
        subject=subject,
        occurred_at=wall_now(),
        clock=clock.stamp(),
        payload=payload.model_dump(mode="json"),
    )
    body = event.model_dump_json().encode()
    if len(body) > MAX_EVENT_BYTES:
        raise FactTooLarge(f"{len(body)} bytes; at most {MAX_EVENT_BYTES}")
    db.execute(
        "INSERT INTO outbox (id, subject, kind, body, sha256, made_at) VALUES (?, ?, ?, ?, ?, ?)",
        (str(event.id), str(subject), event.kind, body, hashlib.sha256(body).digest(), event.occurred_at.isoformat()),
    )
    return event.id


def batch(db: sqlite3.Connection, limit: int, max_bytes: int) -> list[Pending]:
    """Return the next facts to send, oldest first: the first unsent one of each subject.

    A subject that has a quarantined fact waits behind it; all others go on.
    """
    rows = db.execute(
        "SELECT seq, id, subject, body FROM outbox AS o WHERE state = 0 AND NOT EXISTS "
        "(SELECT 1 FROM outbox AS q WHERE q.state = 2 AND q.subject = o.subject AND q.seq < o.seq) "
        "ORDER BY seq LIMIT ?",
        (limit * _LOOK,),
    )
    chosen: list[Pending] = []
    seen: set[str] = set()
    size = 0
    for seq, event_id, subject, body in rows:
        if subject in seen:
            continue
        size += len(body) + 1
        if chosen and size > max_bytes:
            break
        seen.add(subject)
        chosen.append(Pending(seq, event_id, subject, body))
        if len(chosen) >= limit:
            break
    return chosen


def mark_done(db: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """The desk has these facts."""
    db.executemany("UPDATE outbox SET state = 1 WHERE seq = ? AND state = 0", ((seq,) for seq in seqs))


def quarantine(db: sqlite3.Connection, refused: Iterable[tuple[int, str]]) -> None:
    """The desk refused these facts, each with its reason. They are kept until a person releases them."""
    db.executemany(
        "UPDATE outbox SET state = 2, reason = ? WHERE seq = ? AND state = 0",
        ((reason[:200], seq) for seq, reason in refused),
    )


def quarantined(db: sqlite3.Connection) -> list[Quarantined]:
    """Return every quarantined fact, oldest first, with how many facts of its subject wait behind it."""
    rows = db.execute(
        "SELECT seq, id, kind, reason, made_at, (SELECT count(*) FROM outbox AS w WHERE w.state = 0 "
        "AND w.subject = q.subject AND w.seq > q.seq) FROM outbox AS q WHERE state = 2 ORDER BY seq"
    )
    return [Quarantined(*row) for row in rows]


def release(db: sqlite3.Connection, ids: Iterable[str] | None = None) -> int:
    """Send quarantined facts again, all or those of `ids`; they keep their ids. Returns how many."""
    if ids is None:
        return db.execute("UPDATE outbox SET state = 0, reason = '' WHERE state = 2").rowcount
    return sum(
        db.execute("UPDATE outbox SET state = 0, reason = '' WHERE state = 2 AND id = ?", (event_id,)).rowcount
        for event_id in ids
    )


def counts(db: sqlite3.Connection) -> tuple[int, int]:
    """Return how many facts are unsent and how many are quarantined."""
    unsent = db.execute("SELECT count(*) FROM outbox WHERE state = 0").fetchone()[0]
    held = db.execute("SELECT count(*) FROM outbox WHERE state = 2").fetchone()[0]
    return int(unsent), int(held)
