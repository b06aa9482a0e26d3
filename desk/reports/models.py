"""Figures of past days, put together once, so that a report never reads the tickets themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DayFigure(models.Model):
    """Tickets of one day, hour, line, service, counter and operator; seconds are sums over those called or served."""

    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+")
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    queue = models.ForeignKey("directory.Queue", models.CASCADE, related_name="+")
    service = models.ForeignKey("directory.Service", models.CASCADE, null=True, related_name="+")
    counter = models.ForeignKey("directory.Counter", models.CASCADE, null=True, related_name="+")
    operator = models.ForeignKey("staff.User", models.CASCADE, null=True, related_name="+")
    issued = models.PositiveIntegerField()
    called = models.PositiveIntegerField()
    served = models.PositiveIntegerField()
    abandoned = models.PositiveIntegerField()
    wait_seconds = models.PositiveBigIntegerField()
    service_seconds = models.PositiveBigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["site", "day"], name="figure_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.hour} {self.queue_id}"


class AggregatedDay(models.Model):
    """A day whose figures are put together; the row goes when a late fact of that day arrives."""

    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "day"], name="aggregated_day")]

    def __str__(self) -> str:
        return str(self.day)
