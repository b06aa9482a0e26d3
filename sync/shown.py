"""Reads the version of the content that is shown: all that a screen needs of the store, and nothing that writes it."""

from __future__ import annotations

import sqlite3

from sync.protocol.catalogue import Content


def current_version(db: sqlite3.Connection) -> int:
    """Return the version that is shown; 0 where there is none yet."""
    row = db.execute("SELECT version FROM content WHERE current = 1").fetchone()
    return 0 if row is None else int(row[0])


def current(db: sqlite3.Connection) -> Content | None:
    """Return the version that is shown, or None where no desk has published any."""
    row = db.execute("SELECT document FROM content WHERE current = 1").fetchone()
    return None if row is None else Content.model_validate_json(row[0])
