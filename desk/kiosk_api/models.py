"""The memory of events: each id once, for ever."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class EventReceipt(models.Model):
    """An event that came. `payload` is kept of a rejected one, for people to look at; what is personal is sealed."""

    id = models.UUIDField(primary_key=True)
    sha256 = models.CharField(max_length=64)
    kiosk = models.ForeignKey("fleet.Kiosk", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=64)
    subject = models.UUIDField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    clock_offset_ms = models.IntegerField(null=True)
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["received_at"], condition=models.Q(outcome="rejected"), name="event_rejected")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"
