"""Answers to polls: anonymous, one for each code."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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


class Confidence(models.IntegerChoices):
    """Whether everybody is asked, or a sample that tells the share with this confidence (G7)."""

    EVERYONE = 0, _("Everyone")
    NINETY = 90, _("A sample, 90% confidence")
    NINETY_FIVE = 95, _("A sample, 95% confidence")
    NINETY_NINE = 99, _("A sample, 99% confidence")


class Sampling(models.Model):
    """Who is asked a poll. `share` of the visitors (0 to 1) follows from the rest; a job reckons it every night.

    `everyone_kinds` are kinds of requests of which everybody is asked whatever the sample is: a mix by kind.
    """

    poll = models.OneToOneField("directory.Poll", models.CASCADE, related_name="sampling")
    confidence = models.PositiveSmallIntegerField(_("Who is asked"), choices=Confidence.choices, default=0)
    margin = models.PositiveSmallIntegerField(
        _("Margin of error, percent"), default=5, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    days = models.PositiveSmallIntegerField(
        _("Result wanted every, days"), default=30, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    response = models.PositiveSmallIntegerField(
        _("Of those asked answer, percent"), default=30, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    everyone_kinds = models.JSONField(_("Everyone, for these kinds of requests"), default=list, blank=True)
    share = models.FloatField(default=1.0)
    reckoned_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.poll_id}: {self.get_confidence_display()}"
