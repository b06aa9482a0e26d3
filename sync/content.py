"""Content arrives as one version: checked whole, swapped in one transaction, the one before kept for rollback."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from pydantic import ValidationError

from sync.clock import wall_now
from sync.protocol.catalogue import SCHEMA, Content
from sync.protocol.catalogue_check import problems
from sync.protocol.messages import RefusedContent
from sync.shown import current as current
from sync.shown import current_version as current_version

KEPT = 2
_MAX_REASON = 1000


class BadContent(Exception):
    """A version that must not be shown. `version` is None where not even that could be read."""

    def __init__(self, reason: str, version: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason[:_MAX_REASON]
        self.version = version


@dataclass(frozen=True)
class Staged:
    """A version that passed every check and waits for its media."""

    content: Content
    etag: str
    document: str


def read(body: bytes, etag: str) -> Staged:
    """Check a document that came whole from the desk under `etag`. Raises `BadContent`."""
    try:
        content = Content.model_validate_json(body)
    except ValidationError as error:
        raise BadContent(_first(error)) from error
    if content.content_schema > SCHEMA:
        raise BadContent(
            f"schema {content.content_schema} is newer than {SCHEMA}, the newest known here", content.version
        )
    fatal = [problem for problem in problems(content.catalogue) if problem.fatal]
    if fatal:
        told = "; ".join(f"{problem.where}: {problem.what}" for problem in fatal[:5])
        raise BadContent(f"{told} ({len(fatal)} in all)", content.version)
    return Staged(content, etag, body.decode())


def swap(db: sqlite3.Connection, staged: Staged) -> None:
    """Make `staged` the current version, inside the caller's transaction. Raises `BadContent` for one that is older."""
    version = staged.content.version
    now = current_version(db)
    if version < now:
        raise BadContent(f"version {version} is older than {now}, which is shown", version)
    db.execute("UPDATE content SET current = 0 WHERE current = 1")
    db.execute(
        "INSERT INTO content (version, etag, document, current, taken_at) VALUES (?, ?, ?, 1, ?) ON CONFLICT (version) "
        "DO UPDATE SET etag = excluded.etag, document = excluded.document, current = 1, taken_at = excluded.taken_at",
        (version, staged.etag, staged.document, wall_now().isoformat()),
    )
    db.execute(
        "DELETE FROM content WHERE current = 0 AND version NOT IN "
        "(SELECT version FROM content ORDER BY current DESC, version DESC LIMIT ?)",
        (KEPT,),
    )
    db.execute("DELETE FROM content_refused")


def roll_back(db: sqlite3.Connection) -> int:
    """Show the version before the current one again and return it; the current one is refused from now on.

    Raises `BadContent` where none is kept.
    """
    row = db.execute("SELECT version FROM content WHERE current = 0 ORDER BY version DESC LIMIT 1").fetchone()
    if row is None:
        raise BadContent("no earlier version is kept")
    bad = db.execute("SELECT version, etag FROM content WHERE current = 1").fetchone()
    db.execute("DELETE FROM content WHERE current = 1")
    db.execute("UPDATE content SET current = 1 WHERE version = ?", (row[0],))
    if bad is not None:
        refuse(db, bad[1], BadContent("rolled back at the kiosk", bad[0]))
    return int(row[0])


def current_etag(db: sqlite3.Connection) -> str:
    """Return the ETag of the newest document that was looked at: a refused one is not fetched again and again."""
    row = db.execute("SELECT etag FROM content_refused ORDER BY refused_at DESC LIMIT 1").fetchone()
    return shown_etag(db) if row is None else str(row[0])


def shown_etag(db: sqlite3.Connection) -> str:
    """Return the ETag of the version that is shown; empty where there is none."""
    row = db.execute("SELECT etag FROM content WHERE current = 1").fetchone()
    return "" if row is None else str(row[0])


def refuse(db: sqlite3.Connection, etag: str, bad: BadContent) -> None:
    """Remember a refused document, to tell the desk of it and not to take it again."""
    db.execute(
        "INSERT INTO content_refused VALUES (?, ?, ?, ?) ON CONFLICT (etag) DO UPDATE SET reason = excluded.reason, "
        "refused_at = excluded.refused_at",
        (etag, bad.version, bad.reason, wall_now().isoformat()),
    )


def forget_refused(db: sqlite3.Connection) -> None:
    """Look at refused documents once more: the desk asked for it."""
    db.execute("DELETE FROM content_refused")


def refused(db: sqlite3.Connection) -> RefusedContent | None:
    """Return the newest refused document, for the heartbeat."""
    row = db.execute("SELECT version, reason FROM content_refused ORDER BY refused_at DESC LIMIT 1").fetchone()
    return None if row is None else RefusedContent(version=row[0], reason=row[1])


def _first(error: ValidationError) -> str:
    item = error.errors()[0]
    where = ".".join(str(part) for part in item["loc"])
    return f"{where}: {item['msg']} ({error.error_count()} in all)"
