"""Connections with the settings that make a commit survive a power cut, and SQLite's errors in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sync.errors import NoSpace, StoreCorrupt, StoreError

FILE_NAME = "mizban.db"
_NO_SPACE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR})
_CORRUPT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def open_writer(path: Path) -> sqlite3.Connection:
    """Open the one connection that writes and checkpoints. Transactions are begun by `tx` alone.

    Raises `NoSpace` on a full or read-only disk, `StoreCorrupt` on a damaged file.
    """
    with meaning():
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
        try:
            for pragma in (
                "busy_timeout = 5000",
                "journal_mode = WAL",
                "synchronous = FULL",
                "secure_delete = ON",
                "foreign_keys = ON",
                "wal_autocheckpoint = 0",
                "cache_size = -16000",
                "temp_store = MEMORY",
            ):
                db.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            db.close()
            raise
    return db


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a connection that cannot write. Raises as `open_writer`; a file that is not there is `NoSpace`."""
    with meaning():
        db = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            db.execute("PRAGMA busy_timeout = 5000")
            db.execute("PRAGMA query_only = ON")
            db.execute("PRAGMA wal_autocheckpoint = 0")
        except sqlite3.Error:
            db.close()
            raise
    return db


@contextmanager
def tx(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction that takes the write lock at once (a deferred one could fail at its first write)."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextmanager
def meaning() -> Iterator[None]:
    """Turn SQLite's errors into ours, so that callers decide by class and never by text."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error) from error


def explain(error: sqlite3.Error) -> StoreError:
    """Return our error for SQLite's, by its primary result code."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if primary in _NO_SPACE:
        return NoSpace(str(error))
    if primary in _CORRUPT:
        return StoreCorrupt(str(error))
    return StoreError(str(error))
