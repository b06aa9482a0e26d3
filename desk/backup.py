"""Backup and restore of a desk on SQLite: database, keys and media in one archive (PostgreSQL has pg_dump)."""

from __future__ import annotations

import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

DATABASE = "desk.sqlite3"
KEYS = ("secret.key", "unsealing.key")


class BackupError(Exception):
    """A backup that cannot be made or taken back; the text says why."""


def make(data: Path, target: Path) -> int:
    """Write an archive (mode 0600) while the desk runs; return its size in bytes. Raises `BackupError`, `OSError`."""
    if not (data / DATABASE).exists():
        raise BackupError(f"{data}: there is no desk here")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder) / DATABASE
        with closing(sqlite3.connect(data / DATABASE)) as source, closing(sqlite3.connect(copy)) as to:
            source.backup(to)
        fresh = Path(folder) / "archive"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            archive.add(copy, DATABASE)
            for name in (*KEYS, "desk.toml", "media"):
                if (data / name).exists():
                    archive.add(data / name, name)
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    return target.stat().st_size


def restore(archive_path: Path, data: Path) -> None:
    """Unpack an archive into an empty data folder and check the database. Raises `BackupError`, `OSError`."""
    if (data / DATABASE).exists():
        raise BackupError(f"{data}: a desk is here already; restore into an empty folder and serve that one")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with tarfile.open(archive_path, "r:gz") as archive:
            if DATABASE not in archive.getnames():
                raise BackupError(f"{archive_path}: is no backup of a desk")
            archive.extractall(data, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{archive_path}: cannot be read: {error}") from error
    for name in KEYS:
        if (data / name).exists():
            (data / name).chmod(0o600)
    with closing(sqlite3.connect(data / DATABASE)) as database:
        found = database.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BackupError(f"{archive_path}: the database in it is damaged: {found}")
