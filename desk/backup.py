"""Backup and restore of a desk: database, keys and media in one archive, on SQLite and on PostgreSQL (pg_dump)."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from desk.credentials import KEYS, UNSEALING, key_path

DATABASE = "desk.sqlite3"
DUMP = "desk.pgdump"
_POSTGRES = Path("/usr/lib/postgresql")


class BackupError(Exception):
    """A backup that cannot be made or taken back; the text says why."""


def make(data: Path, target: Path, database_url: str = "") -> int:
    """Write an archive (mode 0600) while the desk runs; return its size in bytes. Raises `BackupError`, `OSError`."""
    if not database_url and not (data / DATABASE).exists():
        raise BackupError(f"{data}: there is no desk here")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        name = DUMP if database_url else DATABASE
        copy = Path(folder) / name
        if database_url:
            _run("pg_dump", database_url, "--format=custom", "--no-owner", f"--file={copy}")
        else:
            with closing(sqlite3.connect(data / DATABASE)) as source, closing(sqlite3.connect(copy)) as to:
                source.backup(to)
        fresh = Path(folder) / "archive"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            archive.add(copy, name)
            for kept in KEYS:
                if key_path(data, kept).exists():
                    archive.add(key_path(data, kept), kept)
            for kept in ("desk.toml", "media"):
                if (data / kept).exists():
                    archive.add(data / kept, kept)
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    return target.stat().st_size


def restore(archive_path: Path, data: Path, database_url: str = "") -> None:
    """Unpack an archive into an empty data folder, and into an empty database where it is of PostgreSQL; check it.

    Raises `BackupError`, `OSError`.
    """
    if (data / DATABASE).exists() or (data / UNSEALING).exists():
        raise BackupError(f"{data}: a desk is here already; restore into an empty folder and serve that one")
    _check_kind(archive_path, database_url)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with tarfile.open(archive_path, "r:gz") as archive:
            archive.extractall(data, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{archive_path}: cannot be read: {error}") from error
    for name in KEYS:
        if (data / name).exists():
            (data / name).chmod(0o600)
    if database_url:
        words = ("--no-owner", "--single-transaction", "--exit-on-error")
        _run("pg_restore", database_url, *words, str(data / DUMP))
        (data / DUMP).unlink()
        return
    with closing(sqlite3.connect(data / DATABASE)) as database:
        found = database.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BackupError(f"{archive_path}: the database in it is damaged: {found}")


def _check_kind(archive_path: Path, database_url: str) -> None:
    """Refuse before anything is written: a wrong archive, a wrong kind of database, one that is not empty."""
    try:
        with tarfile.open(archive_path, "r:gz") as archive:
            names = archive.getnames()
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{archive_path}: cannot be read: {error}") from error
    if DUMP not in names and DATABASE not in names:
        raise BackupError(f"{archive_path}: is no backup of a desk")
    if DUMP in names and not database_url:
        raise BackupError(f"{archive_path}: is of a desk on PostgreSQL; name an empty database with --database")
    if database_url and DUMP not in names:
        raise BackupError(f"{archive_path}: is of a desk on SQLite; leave --database out")
    if database_url:
        try:
            with psycopg.connect(database_url, connect_timeout=10) as server:
                if server.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone():
                    raise BackupError("the database is not empty; make a new one with createdb")
        except psycopg.Error as error:
            raise BackupError(f"the database does not answer: {' '.join(str(error).split())}") from error


def _without_password(database_url: str) -> str:
    """Return the address as words that may stand in the list of processes."""
    parts = conninfo_to_dict(database_url)
    parts.pop("password", None)
    return make_conninfo("", **parts)


def _run(program: str, database_url: str, *words: str) -> None:
    installed = [str(path) for path in sorted(_POSTGRES.glob(f"*/bin/{program}"))]
    found = installed[-1] if installed else shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not installed: apt-get install postgresql-client")
    place = f"--dbname={_without_password(database_url)}"
    password = str(conninfo_to_dict(database_url).get("password") or "")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run([found, place, *words], capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip()[-500:]}")
