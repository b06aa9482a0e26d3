"""Small single values of the store, as text by key."""

from __future__ import annotations

import sqlite3


def get(db: sqlite3.Connection, key: str, default: str = "") -> str:
    """Return the value of `key`, or `default`."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return default if row is None else str(row[0])


def put(db: sqlite3.Connection, key: str, value: str) -> None:
    """Set `key`."""
    db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value))
