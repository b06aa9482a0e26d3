"""Sends facts: in batches, one verdict each, backing off while the desk is away, asleep while there is nothing."""

from __future__ import annotations

import threading
from functools import partial
from typing import Final

import structlog

from sync import outbox
from sync.backoff import Backoff
from sync.client import DeskClient
from sync.enrollment import Enrollment
from sync.errors import DeskRefused, DeskUnreachable, StoreClosed, StoreError
from sync.link import Link
from sync.outbox import Pending
from sync.protocol.events import MAX_BATCH
from sync.protocol.messages import EventAnswer
from sync.store import Store

MAX_BODY: Final = 2 * 1024 * 1024
_MARK = 100
_TOO_LARGE, _UNREADABLE = 413, (400, 422)
_log = structlog.get_logger("sync.sender")


class Sender:
    """The thread that empties the outbox. `wake` it when a fact was made or the desk is back."""

    def __init__(self, store: Store, client: DeskClient, who: Enrollment, link: Link, backoff: Backoff) -> None:
        self._store = store
        self._client = client
        self._who = who
        self._link = link
        self._backoff = backoff
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._limit = MAX_BATCH
        self.sent = 0

    def wake(self) -> None:
        """There is something to send."""
        self._wake.set()

    def stop(self) -> None:
        """End soon; what is under way is simply sent again after the next start."""
        self._stop.set()
        self._wake.set()

    def run(self) -> None:
        """Send until stopped."""
        while not self._stop.is_set():
            self._wake.clear()
            try:
                wait = self._drain()
            except StoreClosed:
                return
            except StoreError as error:
                _log.error("the store does not answer", error=str(error))
                wait = self._backoff.failed()
            if wait is None:
                self._wake.wait()
            else:
                self._stop.wait(wait)

    def _drain(self) -> float | None:
        """Send until the outbox is empty (None) or something asks for a wait (its seconds)."""
        while not self._stop.is_set():
            with self._store.read() as db:
                batch = outbox.batch(db, self._limit, MAX_BODY)
            if not batch:
                return None
            try:
                retry = self._send(batch)
            except DeskUnreachable as error:
                self._link.failed(error)
                if error.kind == "timeout":  # a desk that is slow today gets through a smaller batch in time
                    self._limit = max(1, len(batch) // 2)
                return self._backoff.failed(error.retry_after)
            except DeskRefused as error:
                self._link.failed(error)
                return self._backoff.failed()
            self._backoff_after(retry)
            if retry:
                return self._backoff.failed()
        return None

    def _backoff_after(self, retry: bool) -> None:
        if not retry:
            self._backoff.worked()
            self._limit = min(MAX_BATCH, self._limit * 2)

    def _send(self, batch: list[Pending]) -> bool:
        """Send one batch and record its verdicts. Returns whether the desk wants some of it again later."""
        try:
            answer = self._client.events(self._who.instance_id, self._who.epoch, (fact.body for fact in batch))
        except DeskRefused as error:
            if error.status == _TOO_LARGE or error.status in _UNREADABLE:
                return self._split(batch, error)
            raise
        self._link.worked()
        return self._record(batch, answer)

    def _split(self, batch: list[Pending], error: DeskRefused) -> bool:
        """The desk cannot read the batch as a whole: find the fact that is to blame, and let the others pass."""
        if len(batch) == 1:
            reason = f"{error.status} {error.code}"
            self._store.write(lambda db: outbox.quarantine(db, [(batch[0].seq, reason)]))
            _log.error("a fact was quarantined", id=batch[0].id, reason=reason)
            return False
        middle = len(batch) // 2
        if error.status == _TOO_LARGE:
            self._limit = max(1, middle)
        first = self._send(batch[:middle])
        return self._send(batch[middle:]) or first

    def _record(self, batch: list[Pending], answer: EventAnswer) -> bool:
        """Keep each verdict with its own fact, by id and never by place. A fact without a verdict is sent again."""
        verdicts = {str(verdict.id): verdict for verdict in answer.verdicts}
        done: list[int] = []
        bad: list[tuple[int, str]] = []
        retry = False
        for fact in batch:
            verdict = verdicts.get(fact.id)
            if verdict is None or verdict.outcome == "retry":
                retry = True
            elif verdict.outcome == "rejected":
                bad.append((fact.seq, verdict.reason or "rejected"))
                _log.error("a fact was quarantined", id=fact.id, reason=verdict.reason)
            else:
                done.append(fact.seq)
        if bad:
            self._store.write(lambda db: outbox.quarantine(db, bad))
        for start in range(0, len(done), _MARK):
            part = done[start : start + _MARK]  # small steps, so that a visitor's ticket never waits behind a batch
            self._store.write(partial(outbox.mark_done, seqs=part))
        self.sent += len(done)
        return retry
