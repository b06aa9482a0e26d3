"""The jobs and their turn.

An app says what it does again and again in its `AppConfig.ready`:

    registry.add("daily-report", timedelta(minutes=10), "desk.reports.daily:write_missing")

and the worker calls `desk.jobs.running.run_due()` in its loop. A job is a function without arguments that returns one
line of what it did. It must bear being run twice, and being killed in the middle: it looks at the database for what is
still to do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import NamedTuple


class Job(NamedTuple):
    """A job: its name, how often it runs, and where the function is (`package.module:function`)."""

    name: str
    every: timedelta
    where: str

    def function(self) -> Callable[[], str]:
        """Return the function; imported late, so that registering needs no models."""
        module, _, name = self.where.partition(":")
        found: Callable[[], str] = getattr(import_module(module), name)
        return found


_JOBS: dict[str, Job] = {}


def add(name: str, every: timedelta, where: str) -> None:
    """Register a job under a name of its own."""
    _JOBS[name] = Job(name, every, where)


def jobs() -> tuple[Job, ...]:
    """Return the jobs, by name."""
    return tuple(sorted(_JOBS.values()))
