"""Waking Django for a command: data folder, keys, messages, then the settings; each failure is one clear line."""

from __future__ import annotations

import errno
import os
import shutil
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django_zero_downtime_migrations.backends.postgres.schema import UnsafeOperationWarning

from desk import keys
from desk.config import ENVIRONMENT, SetupError, load_config
from desk.messages import compile_messages

_MIGRATIONS_LOCK = 0x6D697A62
_LEAST_FREE = 1 << 20
"""With fewer bytes left, SQLite's own words («disk I/O error») name what follows, not the cause."""


def wake(data_dir: Path | None = None, database: str | None = None, public_url: str | None = None) -> None:
    """Prepare the data folder, load Django; options override. Raises `SetupError`, `DeskConfigError`."""
    for name, value in (("DATA", data_dir), ("DATABASE_URL", database), ("PUBLIC_URL", public_url)):
        if value:
            os.environ[ENVIRONMENT + name] = str(value)
    config = load_config()
    try:
        keys.prepare(config.data)
        compile_messages(config.data / "locale")
    except OSError as error:
        remedy = "make room" if error.errno == errno.ENOSPC else "choose another with --data-dir"
        raise SetupError(f"the data folder {config.data} cannot be used: {error.strerror}; {remedy}") from error
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
    django.setup()


def migrate() -> int:
    """Bring the database to this version; return how many migrations were applied. Raises `SetupError`.

    Of several that start at once on PostgreSQL one does it, the others wait.
    """
    try:
        with _alone():
            executor = MigrationExecutor(connection)
            waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            if waiting:
                with warnings.catch_warnings():
                    _apply(executor)
    except OperationalError as error:
        raise SetupError(_database_line(error)) from error
    return waiting


def _apply(executor: MigrationExecutor) -> None:
    from django.core.management import call_command

    from desk import first_tables

    if not executor.loader.applied_migrations:
        if first_tables.make(executor):
            return
        # Nobody is held up by a change of a table that has just been made.
        warnings.simplefilter("ignore", UnsafeOperationWarning)
    call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold PostgreSQL's advisory lock of migrations. Asked for again and again: a session that waited inside the server
    would itself hold up the building of an index."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_MIGRATIONS_LOCK])
            if cursor.fetchone()[0]:
                break
            time.sleep(0.5)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATIONS_LOCK])


def check_database() -> None:
    """Raise `SetupError` where the database does not answer or is not at this version."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise SetupError("the database is not at this version; run: mizban desk migrate")
    except DatabaseError as error:
        raise SetupError(_database_line(error)) from error


def _database_line(error: Exception) -> str:
    what = " ".join(str(error).split())
    where = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        free = shutil.disk_usage(Path(where).parent).free
        if free < _LEAST_FREE:
            return f"the disk that holds {where} is full ({free // 1024} KiB are left); make room and start again"
    return f"the database {where} does not answer: {what}; see --database and --data-dir"
