"""Answers to polls: anonymous, one for each code."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class PollAnswer(models.Model):
    """One answered poll. `code` joins it to a ticket or request; nothing joins it to a person."""

    id = models.UUIDField(primary_key=True)
    poll = models.ForeignKey("directory.Poll", models.PROTECT, related_name="answers")
    code = models.CharField(max_length=14, blank=True)
    answers = models.JSONField()
    reasons = models.JSONField(default=dict)
    language = models.CharField(max_length=2)
    kiosk = models.ForeignKey("fleet.Kiosk", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "code"], condition=~Q(code=""), name="one_answer_for_a_code")
        ]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.answered_at:%Y-%m-%d}"
