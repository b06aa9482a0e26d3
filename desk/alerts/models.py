"""A threshold: a count or a time that shall not go over its limit; an alert: that it did, from when to when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOBILE = RegexValidator(r"^(\+989\d{9})?$", _("A mobile number as +989…"))


class Measure(models.TextChoices):
    """What is measured; each is a whole number."""

    WAITING = "waiting", _("People waiting")
    LONGEST_WAIT = "longest_wait", _("Longest waiting now, minutes")
    ABANDONED = "abandoned", _("Tickets given up today")
    LATE_REQUESTS = "late_requests", _("Requests over their promised time")
    PENDING_REQUESTS = "pending_requests", _("Requests not yet looked at")
    OLDEST_PENDING = "oldest_pending", _("Oldest request not yet looked at, hours")
    LOW_RATINGS = "low_ratings", _("Low ratings today")


class Threshold(models.Model):
    """`queue` narrows measures of tickets, `department` those of requests; empty means the whole site."""

    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+", verbose_name=_("Site"))
    measure = models.CharField(_("What is measured"), max_length=20, choices=Measure.choices)
    limit = models.PositiveIntegerField(_("Limit"), validators=[MinValueValidator(0)])
    queue = models.ForeignKey(
        "directory.Queue", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Queue")
    )
    department = models.ForeignKey(
        "directory.Department", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    mobile = models.CharField(
        _("Also tell this mobile number"), max_length=13, blank=True, validators=[MOBILE], help_text="+989…"
    )
    active = models.BooleanField(_("In use"), default=True)

    class Meta:
        verbose_name = _("Threshold")
        verbose_name_plural = _("Thresholds")

    def __str__(self) -> str:
        return f"{self.get_measure_display()} > {self.limit}"


class Alert(models.Model):
    """A span of time in which a threshold was passed. `value` is the worst seen. Open until `ended_at`."""

    threshold = models.ForeignKey(Threshold, models.CASCADE, related_name="alerts")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    value = models.PositiveIntegerField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["threshold"], condition=Q(ended_at=None), name="one_open_alert")
        ]
        indexes: ClassVar = [models.Index(fields=["-started_at"], name="alert_newest")]

    def __str__(self) -> str:
        return f"{self.threshold_id} {self.value}"
