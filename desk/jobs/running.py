"""Running the jobs whose turn it is; of several workers one runs each."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import IntegrityError, close_old_connections, transaction
from django.utils import timezone

from desk.jobs.models import JobRun
from desk.jobs.registry import Job, jobs

_log = logging.getLogger("desk.jobs")


def run_due() -> int:
    """Run every job whose turn it is, one after the other; return how many ran. A job that fails is logged and waits
    for its next turn; it never ends the worker."""
    ran = 0
    for job in jobs():
        if _take(job):
            run(job)
            ran += 1
    return ran


def run(job: Job) -> JobRun:
    """Run a job now and keep what came of it."""
    failed, outcome = False, ""
    try:
        outcome = job.function()()
    except Exception as error:  # noqa: BLE001 the reason stands in the log and on the page; the other jobs must go on
        _log.exception("job %s failed", job.name)
        failed, outcome = True, f"{type(error).__name__}: {error}"
        close_old_connections()
    row, _ = JobRun.objects.update_or_create(
        name=job.name,
        defaults={"ended_at": timezone.now(), "failed": failed, "outcome": outcome[:300]},
        create_defaults={
            "due_at": timezone.now() + job.every,
            "ended_at": timezone.now(),
            "failed": failed,
            "outcome": outcome[:300],
        },
    )
    return row


def again(name: str, after: timedelta = timedelta()) -> None:
    """Make a job due now or so long `after`: it has left something undone, or somebody waits for it."""
    JobRun.objects.filter(name=name).update(due_at=timezone.now() + after)


def _take(job: Job) -> bool:
    """Take the turn of a job where it is due; of several workers one gets it."""
    now = timezone.now()
    try:
        with transaction.atomic():
            JobRun.objects.get_or_create(name=job.name, defaults={"due_at": now})
    except IntegrityError:
        return False  # another worker has just made the row, and takes it
    return bool(JobRun.objects.filter(name=job.name, due_at__lte=now).update(due_at=now + job.every, started_at=now))
