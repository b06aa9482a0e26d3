"""The worker: empties the outbox and runs the jobs. A process of its own, or a thread of `mizban desk serve`."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from desk.connectors import outbox
from desk.connectors.senders import sender_of
from desk.jobs import registry, running

_PAUSE_SECONDS = 1.0
_JOBS_SECONDS = 5.0
_AFTER_FAULT_SECONDS = 5.0
_log = logging.getLogger("desk.worker")


def once() -> list[str]:
    """One round: run every job, due or not, and send what is due; return what was done, a line each."""
    sender = sender_of(settings.CONFIG)
    runs = [running.run(job) for job in registry.jobs()]
    lines = [f"{row.name}: {row.outcome}" for row in runs if row.outcome]
    sent = outbox.deliver_due(sender) if sender is not None else 0
    return [*lines, f"outbox: {sent} sent"]


def run(stop: threading.Event) -> None:
    """Work until `stop` is set; a database that does not answer is waited for. Raises `DeskConfigError` at first."""
    sender = sender_of(settings.CONFIG)
    pause, jobs_at = 0.0, 0.0
    while not stop.wait(pause):
        pause = _PAUSE_SECONDS
        close_old_connections()
        try:
            if time.monotonic() >= jobs_at:
                jobs_at = time.monotonic() + _JOBS_SECONDS
                running.run_due()
            if sender is not None:
                outbox.deliver_due(sender)
        except DatabaseError as error:
            _log.warning("the database does not answer the worker: %s", type(error).__name__)
            pause = _AFTER_FAULT_SECONDS
    connection.close()


def until_signal() -> None:
    """Work until SIGTERM or SIGINT; what is being sent is sent to its end."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop)


@contextmanager
def beside() -> Iterator[None]:
    """Run the worker in a thread while the block runs: the one process of a small office does everything."""
    sender_of(settings.CONFIG)  # a wrong setting ends the command, not a thread
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,), name="desk-worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
