"""The log of what was done and seen, each row chained to the one before by hash (T3), and counters against guessing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One act. `detail` names things by id and never holds personal data. Rows are only ever added."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=150)
    action = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=120, db_index=True)
    detail = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.subject}"


class ChainHead(models.Model):
    """The last hash and how many rows there are: locked while a row is added, so the chain has no branches."""

    hash = models.CharField(max_length=64)
    count = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count}: {self.hash[:12]}"


class Attempt(models.Model):
    """Failures of one kind from one address within a window of time."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key", "window"], name="attempt_window")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.count}"
