"""Looking at every threshold: an alert begins where it is passed and ends where it is not any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from desk.alerts.models import Alert, Measure, Threshold
from desk.casework.models import SETTLED, Request
from desk.casework.models import State as RequestState
from desk.connectors import outbox
from desk.directory.days import local, service_day
from desk.polls.models import PollAnswer
from desk.queueing.models import State, Ticket
from language.digits import localize

_LOW = 2
"""A face of this rating or worse counts as low."""


def watch() -> str:
    """Look at all thresholds in use; return what began and ended, as the worker's line."""
    began = ended = 0
    for threshold in Threshold.objects.filter(active=True).select_related("site", "queue", "department"):
        change = _look(threshold)
        began += change > 0
        ended += change < 0
    _end_of_retired()
    return f"{began} alerts began, {ended} ended" if began or ended else ""


def _look(threshold: Threshold) -> int:
    value = measure(threshold)
    with transaction.atomic():
        Threshold.objects.select_for_update().get(pk=threshold.pk)
        open_alert = Alert.objects.filter(threshold=threshold, ended_at=None).first()
        if value > threshold.limit:
            if open_alert is None:
                Alert.objects.create(threshold=threshold, started_at=timezone.now(), value=value)
                _tell(threshold, value)
                return 1
            if value > open_alert.value:
                Alert.objects.filter(pk=open_alert.pk).update(value=value)
        elif open_alert is not None:
            Alert.objects.filter(pk=open_alert.pk).update(ended_at=timezone.now())
            return -1
    return 0


def _end_of_retired() -> None:
    Alert.objects.filter(ended_at=None, threshold__active=False).update(ended_at=timezone.now())


def _tell(threshold: Threshold, value: int) -> None:
    if threshold.mobile:
        with translation.override("fa"):
            text = f"{threshold.get_measure_display()}: {localize(str(value), 'fa')} ({threshold.site})"
        outbox.put("alert", threshold.mobile, text, f"threshold:{threshold.pk}", timedelta(hours=1))


def measure(threshold: Threshold) -> int:
    """Return the value of a threshold's measure now."""
    return _MEASURES[threshold.measure](threshold)


def _tickets(threshold: Threshold, **more: Any) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(service_day=service_day(threshold.site), **more)
    return rows.filter(line=threshold.queue) if threshold.queue_id else rows.filter(line__site=threshold.site_id)


def _requests(threshold: Threshold) -> QuerySet[Request]:
    rows = Request.objects.filter(site=threshold.site_id)
    return rows.filter(department=threshold.department_id) if threshold.department_id else rows


def _waiting(threshold: Threshold) -> int:
    return _tickets(threshold, state=State.WAITING).count()


def _longest_wait(threshold: Threshold) -> int:
    first = _tickets(threshold, state=State.WAITING).order_by("place_at").values_list("place_at", flat=True).first()
    return max(0, int((timezone.now() - first).total_seconds() // 60)) if first else 0


def _abandoned(threshold: Threshold) -> int:
    return _tickets(threshold, state__in=[State.NO_SHOW, State.CANCELLED]).count()


def _late(threshold: Threshold) -> int:
    return _requests(threshold).exclude(state__in=SETTLED).filter(promised_at__lt=timezone.now()).count()


def _pending(threshold: Threshold) -> int:
    return _requests(threshold).filter(state=RequestState.PENDING_REVIEW).count()


def _oldest_pending(threshold: Threshold) -> int:
    rows = _requests(threshold).filter(state=RequestState.PENDING_REVIEW).order_by("submitted_at")
    first = rows.values_list("submitted_at", flat=True).first()
    return max(0, int((timezone.now() - first).total_seconds() // 3600)) if first else 0


def _low_ratings(threshold: Threshold) -> int:
    start = local(threshold.site, timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = PollAnswer.objects.filter(Q(poll__site=threshold.site_id), answered_at__gte=start)
    return sum(
        any(isinstance(value, int) and value <= _LOW for value in answers.values())
        for answers in rows.values_list("answers", flat=True).iterator(1000)
    )


_MEASURES: dict[str, Callable[[Threshold], int]] = {
    Measure.WAITING: _waiting,
    Measure.LONGEST_WAIT: _longest_wait,
    Measure.ABANDONED: _abandoned,
    Measure.LATE_REQUESTS: _late,
    Measure.PENDING_REQUESTS: _pending,
    Measure.OLDEST_PENDING: _oldest_pending,
    Measure.LOW_RATINGS: _low_ratings,
}
