"""The one thread that writes. Jobs that wait together share one commit, and are told only after it.

A patient job, for which nobody stands and waits, is held back for a moment: if a visitor's job comes meanwhile, both go
to the disk at once, and the visitor does not wait behind a commit for what a printer did.
"""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sync.errors import StoreClosed
from sync.store.connection import explain

T = TypeVar("T")
Job = tuple[Callable[[sqlite3.Connection], Any], "Future[Any]", bool]
_GROUP = 32
_CHECKPOINT_IDLE = 200
_CHECKPOINT_BUSY = 500
_IDLE_S = 0.25
_PATIENCE_S = 0.01


class Writer:
    """Runs jobs one after another on its own thread; each job is a transaction of its own in all but the fsync."""

    def __init__(self, db: sqlite3.Connection, patience_s: float = _PATIENCE_S) -> None:
        self._db = db
        self._patience_s = patience_s
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closed = False
        self._since_checkpoint = 0
        self._beat: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def on_beat(self, beat: Callable[[], None]) -> None:
        """Call `beat` from the writer's own loop, at least each second while it lives."""
        self._beat = beat

    def submit(self, job: Callable[[sqlite3.Connection], T], *, patient: bool = False) -> Future[T]:
        """Queue `job`; its future is done after the commit that holds it, or has the error and nothing was done."""
        future: Future[T] = Future()
        if self._closed:
            future.set_exception(StoreClosed("the store is closed"))
        else:
            self._jobs.put((job, future, patient))
        return future

    def close(self) -> None:
        """Finish what was asked, checkpoint, and end the thread."""
        self._closed = True
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        running = True
        beaten = 0.0
        while running:
            running = self._turn()
            if time.monotonic() - beaten >= 1.0:
                beaten = time.monotonic()
                self._beat()
        self._refuse_the_rest()
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()

    def _turn(self) -> bool:
        """Take the next jobs, if any, and commit them. Returns whether to go on."""
        try:
            first = self._jobs.get(timeout=_IDLE_S)
        except queue.Empty:
            if self._since_checkpoint >= _CHECKPOINT_IDLE:
                self._checkpoint()
            return True
        group: list[Job] = []
        while first is not None:
            group.append(first)
            if len(group) >= _GROUP:
                break
            try:
                first = self._next(held=all(patient for _job, _future, patient in group))
            except queue.Empty:
                break
        if group:
            self._commit(group)
        if self._since_checkpoint >= _CHECKPOINT_BUSY:
            self._checkpoint()
        return first is not None

    def _next(self, *, held: bool) -> Job | None:
        """Return the next job that is there, or that comes while the patient ones are held back."""
        try:
            return self._jobs.get_nowait()
        except queue.Empty:
            if not held:
                raise
            return self._jobs.get(timeout=self._patience_s)

    def _commit(self, group: list[Job]) -> None:
        answers: list[tuple[Future[Any], Any]] = []
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for job, future, _patient in group:
                self._attempt(job, future, answers, alone=len(group) == 1)
            self._db.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001 - whatever stopped the commit, every caller must hear of it
            if self._db.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
            told = explain(error) if isinstance(error, sqlite3.Error) else error
            for _job, future, _patient in group:
                if not future.done():
                    future.set_exception(told)
            return
        self._since_checkpoint += 1
        for future, answer in answers:
            future.set_result(answer)

    def _attempt(self, job: Any, future: Future[Any], answers: list[tuple[Future[Any], Any]], *, alone: bool) -> None:
        """Run one job of a group; what it did is undone if it raises, and the others stand."""
        if not alone:
            self._db.execute("SAVEPOINT job")
        try:
            answers.append((future, job(self._db)))
        except BaseException as error:  # handed to the caller whole; the writer itself goes on
            if alone or not self._db.in_transaction:
                raise
            self._db.execute("ROLLBACK TO job")
            self._db.execute("RELEASE job")
            future.set_exception(explain(error) if isinstance(error, sqlite3.Error) else error)
            return
        if not alone:
            self._db.execute("RELEASE job")

    def _checkpoint(self) -> None:
        # A full disk refuses a checkpoint too; the next idle moment tries again, nothing is lost meanwhile.
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._since_checkpoint = 0

    def _refuse_the_rest(self) -> None:
        while True:
            try:
                left = self._jobs.get_nowait()
            except queue.Empty:
                return
            if left is not None:
                left[1].set_exception(StoreClosed("the store is closed"))
