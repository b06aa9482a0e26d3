"""A counter's figures of today."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, QuerySet

from desk.directory.days import service_day
from desk.directory.models import Counter
from desk.polls.ratings import rated
from desk.polls.wilson import Share, wilson
from desk.queueing.models import State, Ticket


class Today(NamedTuple):
    """Tickets served, mean minutes of waiting and of service, the satisfied share; None where there is no figure."""

    served: int
    waited: int | None
    service: int | None
    satisfied: Share | None = None


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
    return Today(found["served"], waited, service, _satisfied(counter, rows, found["served"]))


def _satisfied(counter: Counter, rows: QuerySet[Ticket], served: int) -> Share | None:
    given = rated(counter.site, rows.values_list("code"))
    return wilson(sum(given.values()), len(given), max(served, len(given))) if given else None
