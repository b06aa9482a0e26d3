"""The two databases. SQLite: WAL, every commit on the disk, and a transaction takes the write lock at its beginning.

A deferred transaction that reads first and writes later fails at once when another one wrote in between, whatever the
time-out; `BEGIN IMMEDIATE` waits its turn instead.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from desk.config import DeskConfig, DeskConfigError

LOCK_SECONDS = 5
"""A change of a table waits so long for its lock, and then gives up rather than hold up everybody behind it."""
_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; "
    "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;"
)


def database_settings(config: DeskConfig) -> dict[str, Any]:
    """Return Django's settings for the database. Raises `DeskConfigError` for an address that is none."""
    if not config.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(config.data / "desk.sqlite3"),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE_START},
        }
    try:
        parts = conninfo_to_dict(config.database_url)
    except psycopg.ProgrammingError as error:
        raise DeskConfigError(
            f"database_url is no PostgreSQL address ({error}); write postgresql://user:password@host:port/name"
        ) from error
    named = {key: parts.pop(key, "") for key in ("dbname", "user", "password", "host", "port")}
    return {
        "ENGINE": "django_zero_downtime_migrations.backends.postgres",
        "NAME": named["dbname"],
        "USER": named["user"],
        "PASSWORD": named["password"],
        "HOST": named["host"],
        "PORT": named["port"],
        "OPTIONS": {**parts, "pool": {"min_size": 1, "max_size": config.pool_size, "timeout": 20}},
    }
