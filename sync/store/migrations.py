"""The schema, as named steps. Each runs in one transaction with its own record; a step that landed is never changed."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sync.errors import StoreNewer
from sync.store.connection import meaning

steps = Migrations("mizban-kiosk")


@steps()
def m0001_facts(db: Database) -> None:
    """Meta, the outbox, tickets, requests, poll answers and papers."""
    _run(
        db,
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
        """CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, subject TEXT NOT NULL, kind TEXT NOT NULL,
            body BLOB NOT NULL, sha256 BLOB NOT NULL, state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2)),
            reason TEXT NOT NULL DEFAULT '', made_at TEXT NOT NULL) STRICT""",
        "CREATE INDEX outbox_new ON outbox (seq) WHERE state = 0",
        "CREATE INDEX outbox_quarantined ON outbox (subject, seq) WHERE state = 2",
        "CREATE TABLE codes (code INTEGER PRIMARY KEY) STRICT",
        """CREATE TABLE tickets (
            ticket_id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, event_id TEXT NOT NULL, code TEXT NOT NULL UNIQUE,
            queue TEXT NOT NULL, service TEXT, service_day TEXT NOT NULL, number INTEGER NOT NULL,
            series TEXT NOT NULL, lease_id TEXT, language TEXT NOT NULL, issued_at TEXT NOT NULL,
            people_ahead INTEGER, wait_min INTEGER, wait_max INTEGER, print_job TEXT,
            UNIQUE (queue, service_day, series, number)) STRICT, WITHOUT ROWID""",
        """CREATE TABLE requests (
            request_id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, event_id TEXT NOT NULL, code TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL, form TEXT NOT NULL, service TEXT, department TEXT, language TEXT NOT NULL,
            promised_at TEXT, submitted_at TEXT NOT NULL, print_job TEXT) STRICT, WITHOUT ROWID""",
        """CREATE TABLE poll_answers (
            key TEXT PRIMARY KEY, event_id TEXT NOT NULL, answered_at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
        """CREATE TABLE print_jobs (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL UNIQUE, template TEXT NOT NULL,
            subject TEXT NOT NULL, code TEXT, page TEXT NOT NULL, state TEXT NOT NULL, copy_number INTEGER NOT NULL,
            reason TEXT NOT NULL DEFAULT '', queued_at TEXT NOT NULL, done_at TEXT) STRICT""",
        "CREATE INDEX print_jobs_open ON print_jobs (seq) WHERE state IN ('queued', 'sending')",
    )


@steps()
def m0002_leases(db: Database) -> None:
    """Blocks of ticket numbers, what was asked for, and the kiosk's own series."""
    _run(
        db,
        """CREATE TABLE leases (
            lease_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, queue TEXT NOT NULL, service_day TEXT NOT NULL,
            first INTEGER NOT NULL, next INTEGER NOT NULL, last INTEGER NOT NULL,
            given_back INTEGER NOT NULL DEFAULT 0) STRICT""",
        "CREATE INDEX leases_usable ON leases (queue, service_day) WHERE next <= last",
        """CREATE TABLE lease_requests (
            request_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, queue TEXT NOT NULL, service_day TEXT NOT NULL,
            size INTEGER NOT NULL, UNIQUE (queue, service_day, epoch)) STRICT""",
        """CREATE TABLE offline_series (
            queue TEXT PRIMARY KEY, epoch INTEGER NOT NULL, day TEXT NOT NULL,
            trusted INTEGER NOT NULL, next INTEGER NOT NULL) STRICT""",
    )


@steps()
def m0003_content(db: Database) -> None:
    """Content versions, refused ones, media, and the desk's commands."""
    _run(
        db,
        """CREATE TABLE content (
            version INTEGER PRIMARY KEY, etag TEXT NOT NULL, document TEXT NOT NULL, current INTEGER NOT NULL,
            taken_at TEXT NOT NULL) STRICT""",
        "CREATE UNIQUE INDEX content_current ON content (current) WHERE current = 1",
        """CREATE TABLE content_refused (
            etag TEXT PRIMARY KEY, version INTEGER, reason TEXT NOT NULL, refused_at TEXT NOT NULL) STRICT""",
        """CREATE TABLE media (
            sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, used_at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
        """CREATE TABLE commands (
            command_id TEXT PRIMARY KEY, kind TEXT NOT NULL, outcome TEXT, detail TEXT NOT NULL DEFAULT '',
            told INTEGER NOT NULL DEFAULT 0, taken_at TEXT NOT NULL) STRICT""",
    )


NAMES = frozenset({"m0001_facts", "m0002_leases", "m0003_content"})


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date. Raises `StoreNewer` where a later version of the program has been here."""
    with meaning():
        db = Database(connection)
        applied = {step.name for step in steps.applied(db)}
        strange = applied - NAMES
        if strange:
            raise StoreNewer(f"this store was written by a newer version (it knows {', '.join(sorted(strange))})")
        steps.apply(db)


def _run(db: Database, *statements: str) -> None:
    for statement in statements:
        db.execute(statement)
