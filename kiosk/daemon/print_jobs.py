"""Papers as rows: queued with their fact, sent once, and what became of them reported to the desk.

`queued -> sending -> confirmed | failed | uncertain`. A job found `sending` at the start of the daemon may be on
paper or not: it becomes `uncertain`, and nothing prints it again but a person's word.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from kiosk.ipc import PaperState
from sync import outbox
from sync.clock import SiteClock, wall_now
from sync.ids import uuid7
from sync.protocol.events import PaperPrinted

STALE = timedelta(minutes=2)
"""A paper that could not be sent for this long has lost its visitor."""
Template = Literal["ticket", "receipt", "guide", "way", "test"]


@dataclass(frozen=True)
class PaperJob:
    """One paper. `page` says what to draw, by ids: the picture is made when it is sent."""

    job_id: UUID
    template: str
    subject: UUID
    code: str | None
    page: dict[str, Any]
    state: PaperState
    copy_number: int
    reason: str
    queued_at: str


_COLUMNS = "job_id, template, subject, code, page, state, copy_number, reason, queued_at"


def queue(
    db: sqlite3.Connection,
    template: Template,
    subject: UUID | None,
    code: str | None,
    page: dict[str, Any],
    copy_number: int = 0,
) -> UUID:
    """Queue a paper inside the caller's transaction and return its id."""
    job_id = uuid7()
    db.execute(
        "INSERT INTO print_jobs (job_id, template, subject, code, page, state, copy_number, queued_at) "
        "VALUES (?, ?, ?, ?, ?, 'queued', ?, ?)",
        (str(job_id), template, str(subject or job_id), code, json.dumps(page), copy_number, wall_now().isoformat()),
    )
    return job_id


def find(db: sqlite3.Connection, job_id: UUID) -> PaperJob | None:
    """Return a job."""
    row = db.execute(f"SELECT {_COLUMNS} FROM print_jobs WHERE job_id = ?", (str(job_id),)).fetchone()
    return None if row is None else _job(row)


def next_queued(db: sqlite3.Connection) -> PaperJob | None:
    """Return the oldest job that waits."""
    row = db.execute(f"SELECT {_COLUMNS} FROM print_jobs WHERE state = 'queued' ORDER BY seq LIMIT 1").fetchone()
    return None if row is None else _job(row)


def sending(db: sqlite3.Connection, job_id: UUID) -> None:
    """Note, before its first byte leaves, that this paper may come out."""
    db.execute("UPDATE print_jobs SET state = 'sending' WHERE job_id = ?", (str(job_id),))


def finish(
    db: sqlite3.Connection,
    clock: SiteClock,
    job: PaperJob,
    outcome: Literal["confirmed", "failed", "uncertain"],
    reason: str = "",
) -> None:
    """Record what became of a paper, and the fact for the desk, in the caller's transaction."""
    db.execute(
        "UPDATE print_jobs SET state = ?, reason = ?, done_at = ? WHERE job_id = ?",
        (outcome, reason[:64], wall_now().isoformat(), str(job.job_id)),
    )
    outbox.add(
        db,
        clock,
        job.subject,
        PaperPrinted(
            job_id=job.job_id,
            template=job.template,
            subject_code=job.code,
            outcome=outcome,
            copy_number=job.copy_number,
            reason=reason[:64],
        ),
    )


def settle_interrupted(db: sqlite3.Connection, clock: SiteClock) -> int:
    """At start: what was being sent is uncertain. Returns how many papers that were."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM print_jobs WHERE state = 'sending' ORDER BY seq").fetchall()
    for row in rows:
        finish(db, clock, _job(row), "uncertain", "restarted")
    return len(rows)


def broke_off(db: sqlite3.Connection) -> bool:
    """Whether the last page that was sent may have left the printer in the middle of a picture."""
    row = db.execute(
        "SELECT state FROM print_jobs WHERE state IN ('sending', 'confirmed', 'uncertain') ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return row is not None and row[0] != "confirmed"


def copy(db: sqlite3.Connection, job: PaperJob) -> UUID:
    """Queue the same paper once more, marked as a copy."""
    highest = db.execute(
        "SELECT max(copy_number) FROM print_jobs WHERE subject = ? AND template = ?", (str(job.subject), job.template)
    ).fetchone()[0]
    template: Any = job.template
    return queue(db, template, job.subject, job.code, job.page, int(highest or 0) + 1)


def _job(row: tuple[Any, ...]) -> PaperJob:
    job_id, template, subject, code, page, state, copy_number, reason, queued_at = row
    return PaperJob(
        UUID(job_id), template, UUID(subject), code, json.loads(page), state, copy_number, reason, queued_at
    )
