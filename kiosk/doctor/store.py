"""Checks of the data folder: space, health of the store, backlog, content."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from kiosk.config import Settings
from kiosk.finding import Finding
from sync import content, outbox
from sync.errors import StoreError
from sync.store import FILE_NAME
from sync.store.connection import open_reader
from sync.store.health import check as store_is_whole

LOW_DISK_MB = 512
SLOW_SYNC_MS = 200.0
MANY_UNSENT = 1000


def check_data(settings: Settings) -> Iterator[Finding]:
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
        whole = store_is_whole(path)
    except StoreError as error:
        yield Finding("database", "fault", f"cannot be read: {error}", "See who owns the data folder, and the disk.")
        return
    if not whole:
        yield Finding(
            "database", "fault", "the file is damaged", "Restart the daemon: it sets the file aside and salvages it."
        )
        return
    yield Finding(
        "database",
        "ok",
        "whole",
        facts={"size_kb": path.stat().st_size // 1024, "sqlite": sqlite3.sqlite_version},
    )
    try:
        with closing(open_reader(path)) as db:
            yield from _contents(db)
    except StoreError as error:
        yield Finding("sync", "fault", f"the store cannot be read: {error}", "Restart the daemon.")


def _contents(db: sqlite3.Connection) -> Iterator[Finding]:
    version = content.current_version(db)
    if version:
        yield Finding("content", "ok", f"version {version} is shown", facts={"version": version})
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
