"""Taking a desk's database over into another version; where that fails, the former one works on."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from desk import setup
from desk.backup import DATABASE
from desk.config import SetupError, load_config

FORMER = DATABASE + ".former"


def take_over(data_dir: Path | None, database: str | None) -> str:
    """Migrate; return one line of what was done. Raises `SetupError`: the database is then as it was.

    SQLite is copied first and put back. On PostgreSQL each migration is whole or not begun, and those before one that
    fails stay: indexes are built beside a running desk, outside any transaction, and the former version bears what a
    newer one adds (nothing is renamed or taken away while it may still run).
    """
    setup.wake(data_dir, database)
    from django.db import connection

    data = load_config().data
    if connection.vendor != "sqlite":
        try:
            return f"{setup.migrate()} migrations applied"
        except Exception as error:
            raise SetupError(
                f"{type(error).__name__}: {error}; the former version works on with what is there"
            ) from error
    copied = _copy(data)
    try:
        return f"{setup.migrate()} migrations applied"
    except Exception as error:
        connection.close()
        if copied:
            _go_back(data)
        raise SetupError(f"{type(error).__name__}: {error}; the database is as it was") from error


def _copy(data: Path) -> bool:
    if not (data / DATABASE).exists():
        return False
    part = data / (FORMER + ".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(data / DATABASE)) as source, closing(sqlite3.connect(part)) as to:
        source.backup(to)
        to.execute("PRAGMA journal_mode = DELETE")
    part.chmod(0o600)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(data / FORMER)
    return True


def _go_back(data: Path) -> None:
    for suffix in ("-wal", "-shm"):
        (data / (DATABASE + suffix)).unlink(missing_ok=True)
    (data / FORMER).replace(data / DATABASE)
