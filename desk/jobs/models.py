"""When each job last ran: in the database, so that of several workers one runs it."""

from __future__ import annotations

from django.db import models


class JobRun(models.Model):
    """One job. `due_at` is taken forward before the job begins: whoever takes it forward runs it."""

    name = models.CharField(max_length=40, primary_key=True)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)
    failed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.name}: {self.outcome}"
