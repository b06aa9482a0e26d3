"""How long services of a line really take: from the last ones, so that an estimate follows the day."""

from __future__ import annotations

from django.core.cache import cache

from desk.directory.models import Queue
from desk.queueing.models import State, Ticket

_LAST = 60
_ENOUGH = 8
_KEEP_SECONDS = 60


def usual_minutes(queue: Queue) -> float:
    """Return the mean minutes of the last services of a line, or what the office set while there are too few.

    The longest and the shortest tenth are left out: a ticket forgotten at a counter tells nothing of the others.
    """
    key = f"usual-minutes-{queue.pk}"
    known: float | None = cache.get(key)
    if known is None:
        known = _measured(queue)
        cache.set(key, known, _KEEP_SECONDS)
    return known


def _measured(queue: Queue) -> float:
    rows = Ticket.objects.filter(line=queue, state=State.SERVED).order_by("-finished_at")
    lengths = sorted(
        (finished - called).total_seconds() / 60
        for called, finished in rows.values_list("called_at", "finished_at")[:_LAST]
        if called and finished
    )
    if len(lengths) < _ENOUGH:
        return float(queue.minutes)
    cut = len(lengths) // 10
    kept = lengths[cut : len(lengths) - cut]
    return max(0.5, sum(kept) / len(kept))
