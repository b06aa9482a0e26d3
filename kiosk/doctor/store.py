"""Checks of the data folder: space, health of the store, backlog, content and its files. Nothing is changed here."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from kiosk.config import Settings
from kiosk.doctor.machine import Machine
from kiosk.finding import Finding
from sync import content, outbox
from sync.errors import StoreCorrupt, StoreError
from sync.media import FOLDER as MEDIA
from sync.protocol.catalogue import Media
from sync.store import FILE_NAME
from sync.store.connection import meaning, open_reader
from sync.store.migrations import NAMES

LOW_DISK_MB = 512
SLOW_SYNC_MS = 200.0
MANY_UNSENT = 1000


def check_data(settings: Settings, machine: Machine) -> Iterator[Finding]:
    """Check the folder, its disk and the store in it."""
    folder = settings.data
    if not folder.is_dir():
        yield Finding("data", "fault", f"{folder} is not there", "Make the folder, or set `data` to another one.")
        return
    yield _space(settings)
    yield _durable(settings)
    yield from _store(settings)


def _space(settings: Settings) -> Finding:
    usage = shutil.disk_usage(settings.data)
    facts: dict[str, str | int | float | bool] = {"free_mb": usage.free // 2**20, "total_mb": usage.total // 2**20}
    if usage.free < 64 * 2**20:
        return Finding("disk-space", "fault", "the disk is full", "Delete or move what is not Mizban's.", facts)
    if usage.free < LOW_DISK_MB * 2**20:
        return Finding("disk-space", "warning", "the disk is nearly full", "Free some space soon.", facts)
    return Finding("disk-space", "ok", "enough room", facts=facts)


def _durable(settings: Settings) -> Finding:
    """Write and sync a file, as each ticket does: what an SD card cannot hide."""
    times = []
    try:
        with tempfile.NamedTemporaryFile(dir=settings.data, prefix=".doctor-") as probe:
            for _ in range(20):
                begun = time.perf_counter()
                probe.write(b"\0" * 4096)
                probe.flush()
                os.fsync(probe.fileno())
                times.append((time.perf_counter() - begun) * 1000)
    except OSError as error:
        return Finding(
            "disk-write",
            "fault",
            f"cannot write to {settings.data}: {error.strerror}",
            "Mount the disk read-write; see that the folder belongs to the daemon's user; free some space.",
        )
    slowest = round(max(times), 1)
    facts: dict[str, str | int | float | bool] = {"fsync_worst_ms": slowest}
    if slowest > SLOW_SYNC_MS:
        return Finding(
            "disk-write", "warning", "the disk is slow to keep data", "Use an industrial card or an SSD.", facts
        )
    return Finding("disk-write", "ok", "data is kept at once", facts=facts)


def _store(settings: Settings) -> Iterator[Finding]:
    path = settings.data / FILE_NAME
    if not path.exists():
        yield Finding("database", "warning", "there is no database yet", "Start the daemon once: mizban daemon.")
        return
    try:
        with closing(open_reader(path)) as db, meaning():
            said = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
            if said != "ok":
                raise StoreCorrupt(said)
            yield _version(db, path.stat().st_size // 1024)
            yield from _contents(db, settings)
    except StoreCorrupt as error:
        remedy = "Restart the daemon: it sets the file aside and salvages it."
        yield Finding("database", "fault", "the file is damaged", remedy, {"said": str(error)[:120]})
    except StoreError as error:
        yield Finding("database", "fault", f"cannot be read: {error}", "See who owns the data folder, and the disk.")


def _version(db: sqlite3.Connection, size_kb: int) -> Finding:
    facts: dict[str, str | int | float | bool] = {"size_kb": size_kb, "sqlite": sqlite3.sqlite_version}
    strange = {row[0] for row in db.execute("SELECT name FROM _sqlite_migrations")} - NAMES
    if strange:
        remedy = "Install the newer version again, or: mizban upkeep go-back, with the daemon stopped."
        return Finding("database", "fault", "it was written by a newer version of Mizban", remedy, facts)
    return Finding("database", "ok", "whole", facts=facts)


def _contents(db: sqlite3.Connection, settings: Settings) -> Iterator[Finding]:
    version = content.current_version(db)
    if version:
        yield Finding("content", "ok", f"version {version} is shown", facts={"version": version})
        yield _media(db, settings)
    else:
        yield Finding("content", "fault", "the kiosk has nothing to show", "Publish at the desk; check the desk below.")
    unsent, _ = outbox.counts(db)
    backlog = Finding("unsent", "ok", f"{unsent} facts wait for the desk", facts={"unsent": unsent})
    yield backlog if unsent < MANY_UNSENT else replace(backlog, state="warning", remedy="See the desk below.")
    held = outbox.quarantined(db)
    if held:
        yield Finding(
            "quarantine",
            "warning",
            f"the desk refused {len(held)} facts; the first: {held[0].reason}",
            "mizban quarantine list, then mizban quarantine release ID.",
            {"quarantined": len(held)},
        )
    else:
        yield Finding("quarantine", "ok", "nothing was refused")


def _media(db: sqlite3.Connection, settings: Settings) -> Finding:
    """Read every file that the content names: a row in a table is no proof that its bytes are good (S6)."""
    shown = content.current(db)
    wanted = shown.catalogue.media if shown else ()
    bad = [item.sha256[:12] for item in wanted if not _good(settings, item)]
    facts: dict[str, str | int | float | bool] = {"files": len(wanted), "bad": len(bad)}
    if bad:
        remedy = "They are fetched anew at the next start and at night: systemctl restart mizban-daemon."
        return Finding("media", "warning", f"{len(bad)} pictures or films are missing or damaged", remedy, facts)
    return Finding("media", "ok", "every file is whole", facts=facts)


def _good(settings: Settings, item: Media) -> bool:
    try:
        with (settings.data / MEDIA / item.sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == item.sha256
    except OSError:
        return False
