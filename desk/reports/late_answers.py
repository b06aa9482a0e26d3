"""An answer to a poll, by whatever way it came, makes stale the day on which it was given and the day of its ticket."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models.signals import post_save

from desk.polls.models import PollAnswer
from desk.queueing.models import Ticket
from desk.reports.aggregation import forget
from desk.reports.models import What


def watch() -> None:
    """Begin to listen."""
    post_save.connect(_answered, sender=PollAnswer, dispatch_uid="reports-late-answers")


def _answered(instance: PollAnswer, **_: Any) -> None:
    site = instance.poll.site
    forget(site.pk, instance.answered_at.astimezone(ZoneInfo(site.timezone)).date(), What.POLLS)
    if instance.code:
        for site_id, day in Ticket.objects.filter(code=instance.code).values_list("queue__site_id", "service_day"):
            forget(site_id, day)
