"""Figures of past days, put together once, so that a report never reads tickets, requests and answers themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class What(models.TextChoices):
    """What a day's figures are of."""

    TICKETS = "tickets"
    REQUESTS = "requests"
    POLLS = "polls"


class TicketSums(models.Model):
    """What is counted of tickets; seconds are sums over those called or served.

    `ratings` counts the answers to polls that bear a ticket's code, `satisfied` those of them that were good.
    """

    issued = models.PositiveIntegerField()
    called = models.PositiveIntegerField()
    served = models.PositiveIntegerField()
    abandoned = models.PositiveIntegerField()
    wait_seconds = models.PositiveBigIntegerField()
    service_seconds = models.PositiveBigIntegerField()
    ratings = models.PositiveIntegerField(default=0, db_default=0)
    satisfied = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        abstract = True


class DayTotal(TicketSums):
    """Tickets of one day by one thing alone: line, service, counter, operator or hour. A report without filters reads
    these: some fifty rows a day, however many tickets there were."""

    class By(models.TextChoices):
        """What `key` is: the key of a row of the directory or of a user, or an hour."""

        QUEUE = "queue"
        SERVICE = "service"
        COUNTER = "counter"
        OPERATOR = "operator"
        HOUR = "hour"

    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+")
    day = models.DateField()
    by = models.CharField(max_length=8, choices=By.choices)
    key = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["site", "by", "day"], name="day_total")]

    def __str__(self) -> str:
        return f"{self.day} {self.by} {self.key}"


class DayFigure(TicketSums):
    """Tickets of one day, hour, line, service, counter and operator: what a report with filters reads."""

    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+")
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    queue = models.ForeignKey("directory.Queue", models.CASCADE, related_name="+")
    service = models.ForeignKey("directory.Service", models.CASCADE, null=True, related_name="+")
    counter = models.ForeignKey("directory.Counter", models.CASCADE, null=True, related_name="+")
    operator = models.ForeignKey("staff.User", models.CASCADE, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["site", "day"], name="figure_day"),
            models.Index(fields=["service", "day"], name="figure_service_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hour} {self.queue_id}"


class RequestFigure(models.Model):
    """Requests that came on one day and hour, by kind, service, department and the one who handles them.

    `answer_seconds` is a sum over those settled; `promised` counts the settled that had a promised time, `in_time`
    those of them that kept it. Who is late now is never kept: it changes with the clock.
    """

    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+")
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    service = models.ForeignKey("directory.Service", models.CASCADE, null=True, related_name="+")
    department = models.ForeignKey("directory.Department", models.CASCADE, null=True, related_name="+")
    operator = models.ForeignKey("staff.User", models.CASCADE, null=True, related_name="+")
    came = models.PositiveIntegerField()
    settled = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    promised = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()
    answer_seconds = models.PositiveBigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["site", "day"], name="request_figure_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class PollFigure(models.Model):
    """How often a question of a poll was answered with `value` on a day, or `reason` was named."""

    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+")
    day = models.DateField()
    poll = models.ForeignKey("directory.Poll", models.CASCADE, related_name="+")
    question = models.CharField(max_length=63, blank=True)
    value = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["poll", "day"], name="poll_figure_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.question} {self.value or self.reason}: {self.count}"


class AggregatedDay(models.Model):
    """A day whose figures are put together; the row goes when a fact of that day arrives or changes."""

    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+")
    day = models.DateField()
    what = models.CharField(max_length=10, choices=What.choices, default=What.TICKETS, db_default=What.TICKETS)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "day", "what"], name="aggregated_day_of")]

    def __str__(self) -> str:
        return f"{self.what} {self.day}"


class Cursor(models.Model):
    """Up to which row of an append-only table the figures know of it."""

    name = models.CharField(max_length=20, primary_key=True)
    last_id = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last_id}"


class WrittenReport(models.Model):
    """A report that was written by itself: of a day (O13) or of six months (G12). `body` never changes again."""

    class Kind(models.TextChoices):
        """What span it is of."""

        DAILY = "daily"
        HALF_YEAR = "half_year"

    site = models.ForeignKey("directory.Site", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    first = models.DateField()
    last = models.DateField()
    made_at = models.DateTimeField()
    body = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-last"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "kind", "first"], name="written_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first}"
