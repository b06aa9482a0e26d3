"""Whether the database was written to since one last asked, by anybody: another value after each commit.

SQLite: `PRAGMA data_version` of a connection that never writes (some 30 microseconds, no lock held). PostgreSQL: the
snapshot that a statement would see now, which names every transaction that has ended.
"""

from __future__ import annotations

import sqlite3
from functools import cache

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection


async def pulse() -> object:
    """Return a value that differs after each commit. Raises `django.db.DatabaseError` (PostgreSQL)."""
    if connection.vendor == "sqlite":
        return _sqlite(str(connection.settings_dict["NAME"]))
    return await sync_to_async(_postgres, thread_sensitive=False)()


def _sqlite(name: str) -> object:
    try:
        return _watching(name).execute("PRAGMA data_version").fetchone()[0]
    except sqlite3.OperationalError:
        return object()  # busy for a moment: differs from everything, so the subject is read


@cache
def _watching(name: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{name}?mode=ro", uri=True, timeout=0.05, check_same_thread=False)


def _postgres() -> object:
    close_old_connections()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            return cursor.fetchone()
    finally:
        close_old_connections()
