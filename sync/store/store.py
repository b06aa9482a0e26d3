"""The store as the rest of the kiosk sees it."""

from __future__ import annotations

import fcntl
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from sync.errors import NoSpace, StoreClosed, StoreError
from sync.store.connection import FILE_NAME as FILE_NAME
from sync.store.connection import meaning, open_reader, open_writer
from sync.store.health import SalvageReport, check, salvage
from sync.store.migrations import migrate
from sync.store.writer import Writer

T = TypeVar("T")
_LOCK_NAME = "store.lock"
_WAIT_S = 60.0


class Store:
    """One store, open for writing in one process only. Made by `Store.open`.

    `salvaged` says what became of a damaged file that was found at the start; None where all was well.
    """

    def __init__(self, path: Path, lock: IO[bytes], db: sqlite3.Connection, salvaged: SalvageReport | None) -> None:
        self.path = path
        self.salvaged = salvaged
        self._lock = lock
        self._writer = Writer(db)
        self._readers: list[sqlite3.Connection] = []
        self._local = threading.local()
        self._guard = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open the store in `folder`, making it where there is none; a damaged one is set aside and salvaged.

        Raises `NoSpace` (full or read-only disk), `StoreNewer`, and `StoreError` where another process holds it.
        """
        lock = _take_lock(folder)
        path = folder / FILE_NAME
        try:
            report = None
            if not check(path):
                report = salvage(path)
            db = open_writer(path)
            try:
                migrate(db)
            except BaseException:
                db.close()
                raise
        except BaseException:
            lock.close()
            raise
        return cls(path, lock, db, report)

    def submit(self, job: Callable[[sqlite3.Connection], T], *, patient: bool = False) -> Future[T]:
        """Queue one transaction; see `Writer.submit`."""
        return self._writer.submit(job, patient=patient)

    def write(self, job: Callable[[sqlite3.Connection], T], *, patient: bool = False) -> T:
        """Run one transaction and return its answer once it is on disk. Raises what the job raised, or `StoreError`.

        `patient`: no visitor waits for it, so it may wait a moment to share its commit.
        """
        return self._writer.submit(job, patient=patient).result(timeout=_WAIT_S)

    def on_beat(self, beat: Callable[[], None]) -> None:
        """Call `beat` from the writer's loop: it is alive when this is called."""
        self._writer.on_beat(beat)

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Lend this thread's reading connection, inside one snapshot. Keep it short: a snapshot holds the WAL."""
        db = self._reader()
        with meaning():
            db.execute("BEGIN")
            try:
                yield db
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")

    def _reader(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            if self._closed:
                raise StoreClosed("the store is closed")
            db = open_reader(self.path)
            self._local.db = db
            with self._guard:
                self._readers.append(db)
        return db

    def close(self) -> None:
        """Finish what was asked, checkpoint, let go of the file."""
        if self._closed:
            return
        self._closed = True
        self._writer.close()
        with self._guard:
            for db in self._readers:
                db.close()
        self._lock.close()


def _take_lock(folder: Path) -> IO[bytes]:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / _LOCK_NAME).open("ab")
    except OSError as error:
        raise NoSpace(f"{folder}: cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise StoreError(f"{folder}: another mizban daemon is using this folder") from error
    return lock
