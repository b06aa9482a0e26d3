"""Taking the data over into another version: a copy first, the steps of the schema, a check; else all as it was.

Run while no daemon runs. The copy stays beside the store until the next upgrade, for the way back.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sync.durable import flush_folder
from sync.errors import StoreError
from sync.store import FILE_NAME, Store
from sync.store.connection import meaning

FORMER = FILE_NAME + ".former"


class UpgradeError(Exception):
    """The data were not taken over; they are as they were. The text says why."""


def take_over(data: Path) -> str:
    """Bring the store in `data` to this version; return one line of what was done. Raises `UpgradeError`."""
    path = data / FILE_NAME
    if not path.exists():
        return "there are no data yet"
    try:
        before = _copy(path, data / FORMER)
    except (StoreError, OSError, sqlite3.Error) as error:
        raise UpgradeError(f"{path}: cannot be copied: {error}") from error
    try:
        Store.open(data).close()
        facts = _whole(path)
        if facts < before:
            raise StoreError(f"{before} facts went in, {facts} came out")
    except Exception as error:
        go_back(data)
        raise UpgradeError(f"{path}: {type(error).__name__}: {error}; the data are as they were") from error
    return f"{path}: taken over with {facts} facts"


def go_back(data: Path) -> bool:
    """Put the copy of the last upgrade in the store's place; False where there is none. Raises `OSError`."""
    copy = data / FORMER
    if not copy.exists():
        return False
    fresh = copy.with_suffix(".back")
    fresh.unlink(missing_ok=True)
    os.link(copy, fresh)
    for suffix in ("-wal", "-shm"):
        (data / (FILE_NAME + suffix)).unlink(missing_ok=True)
    fresh.replace(data / FILE_NAME)
    copy.unlink()
    flush_folder(data)
    return True


def _copy(path: Path, copy: Path) -> int:
    """Copy the store, whole and on disk; return how many facts are in it."""
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    with meaning(), closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as to:
        source.backup(to)
        to.execute("PRAGMA journal_mode = DELETE")
    part.chmod(0o640)
    facts = _whole(part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(copy)
    flush_folder(copy.parent)
    return facts


def _whole(path: Path) -> int:
    with meaning(), closing(sqlite3.connect(path)) as db:
        found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreError(f"the check says: {found}")
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").fetchone() is None:
            return 0
        return int(db.execute("SELECT count(*) FROM outbox").fetchone()[0])
