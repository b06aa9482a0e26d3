"""A brake on guessing codes: failures counted by address, in the database so that several processes share the count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from desk.audit.models import Attempt

WINDOW = timedelta(minutes=10)


def _window(now: datetime) -> datetime:
    seconds = int(WINDOW.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)


def count_failure(kind: str, key: str) -> None:
    """Count one failure of `kind` from `key` now, and forget windows long past."""
    window = _window(timezone.now())
    with transaction.atomic():
        Attempt.objects.filter(kind=kind, window__lt=window - 6 * WINDOW).delete()
        _, created = Attempt.objects.get_or_create(kind=kind, key=key[:80], window=window, defaults={"count": 1})
        if not created:
            Attempt.objects.filter(kind=kind, key=key[:80], window=window).update(count=F("count") + 1)


def too_many(kind: str, key: str, limit: int) -> bool:
    """Return whether `key` has failed at least `limit` times in this window and the one before."""
    since = _window(timezone.now()) - WINDOW
    found = Attempt.objects.filter(kind=kind, key=key[:80], window__gte=since).aggregate(total=Sum("count"))
    return (found["total"] or 0) >= limit
