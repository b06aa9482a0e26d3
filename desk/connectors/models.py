"""The outbox: what shall leave the house, written in the transaction of the fact that it tells of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Outgoing(models.Model):
    """One text message. Number and text are sealed to the desk's key until it is sent, and then wiped.

    `purpose` is what it is about (`code`, `state`, `alert`), `subject` is `kind:id` as in the audit log.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be sent")
        EXPIRED = "expired", _("Too late to be of use")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=20)
    subject = models.CharField(max_length=120, blank=True, db_index=True)
    key_id = models.CharField(max_length=32)
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="outgoing_due"),
            models.Index(fields=["state", "-made_at"], name="outgoing_state"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.state}"
