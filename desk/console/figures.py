"""A counter's figures of today."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F

from desk.directory.days import service_day
from desk.directory.models import Counter
from desk.queueing.models import State, Ticket


class Today(NamedTuple):
    """Tickets served, and mean minutes of waiting and of service; None where there is no figure yet."""

    served: int
    waited: int | None
    service: int | None


def today(counter: Counter) -> Today:
    """Return what the counter did today."""
    rows = Ticket.objects.filter(counter=counter, service_day=service_day(counter.site), state=State.SERVED)
    found = rows.aggregate(
        served=Count("id"),
        waited=Avg(ExpressionWrapper(F("called_at") - F("place_at"), DurationField())),
        service=Avg(ExpressionWrapper(F("finished_at") - F("serving_at"), DurationField())),
    )
    waited, service = (
        round(value.total_seconds() / 60) if (value := found[name]) is not None else None
        for name in ("waited", "service")
    )
    return Today(found["served"], waited, service)
