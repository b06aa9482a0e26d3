"""Which days want their figures put together, and doing it; each kind of figure has a file of its own.

A past day is put together once, and anew when a fact of it arrives late or changes; today at most every half minute.
The worker does it; a page does what is quickly done, for instance today, and says what is missing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from desk.directory.days import service_day
from desk.directory.models import Site
from desk.jobs.running import again
from desk.reports import poll_figures, request_figures, ticket_figures
from desk.reports.models import AggregatedDay, What

_FRESH = timedelta(seconds=30)
_PAGE_SECONDS = 0.25
_TURN_SECONDS = 5.0
_KEPT_DAYS = 3660
"""Ten years: a kiosk whose clock was wrong may send a ticket of 1970."""
_HELD_SECONDS = 0.1
"""On SQLite a transaction of figures keeps every other writer waiting so long …"""
_LET_OTHERS_SECONDS = 0.15
"""… and then lets them in: who waits for SQLite's lock looks every tenth of a second, and would never find it free."""
_MAKERS: dict[What, Callable[[Site, date], None]] = {
    What.TICKETS: ticket_figures.store,
    What.REQUESTS: request_figures.store,
    What.POLLS: poll_figures.store,
}
_LOCK = 0x6D69  # "mi": keeps the advisory locks of figures apart from any other


class Progress(NamedTuple):
    """How many figures were put together (a day has three), and how many days are left for the next time."""

    made: int
    left: int


def aggregate(site: Site, day: date, what: What = What.TICKETS) -> None:
    """Put a day's figures together anew; of two at once, the second does it again."""
    with transaction.atomic():
        _lock(site.pk, day, what, alone=True)
        now = timezone.now()
        _MAKERS[what](site, day)
        AggregatedDay.objects.update_or_create(site=site, day=day, what=what, defaults={"made_at": now})


def _lock(site_id: int, day: date, what: What, *, alone: bool) -> None:
    """Hold a day's figures until the transaction ends: `alone` to put them together, shared to make them stale.

    On PostgreSQL a fact that is not committed yet is not counted, and the mark that it takes away may not be there yet:
    without this the day would stand for ever without the fact. SQLite has one writer at a time.
    """
    if connection.vendor == "postgresql":
        key = ((site_id * 1_000_003 + day.toordinal()) * len(What) + list(What).index(what)) % 2**31
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s, %s)", [_LOCK, key])


def aggregate_missing(site: Site, first: date, last: date, seconds: float = math.inf, pause: float = 0.0) -> Progress:
    """Put together what is missing or out of date from `first` to `last`, the newest first.

    After so many `seconds` the rest is left for the next time; the newest day is always done. `pause` lets others
    write between two transactions.
    """
    end = time.monotonic() + seconds
    request_figures.note_changes()
    last = min(last, service_day(site))
    rows = AggregatedDay.objects.filter(site=site, day__range=(first, last))
    made = {(what, day): at for what, day, at in rows.values_list("what", "day", "made_at")}
    first = max(first, _beginning(site, last))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    waiting = [(what, day) for day in days for what in What if not _stands(site, day, made.get((what, day)))]
    count = len(waiting)
    while waiting and (count - len(waiting) < len(What) or time.monotonic() < end):
        _some(site, waiting, min(end, time.monotonic() + _HELD_SECONDS))
        if waiting:
            time.sleep(pause)
    return Progress(count - len(waiting), len({day for _, day in waiting}))


def _some(site: Site, waiting: list[tuple[What, date]], until: float) -> None:
    """Take figures from the end of `waiting` and put them together, at least one.

    On SQLite many share a transaction: a commit waits for the disk, and two years of days would wait two thousand
    times. On PostgreSQL each has its own, so that no two ever wait for each other's locks.
    """
    with transaction.atomic():
        while waiting:
            what, day = waiting.pop()
            aggregate(site, day, what)
            if connection.vendor == "postgresql" or time.monotonic() > until:
                return


def for_a_page(sites: Sequence[Site], first: date, last: date) -> int:
    """Bring the figures up to date as far as somebody may wait for it; return of how many days they are still missing,
    which the worker then puts together at once."""
    left = sum(aggregate_missing(site, first, last, _PAGE_SECONDS / len(sites)).left for site in sites)
    if left:
        again("figures")
    return left


def _beginning(site: Site, last: date) -> date:
    """Return the first day of which there can be figures: before the first fact nothing need be put together."""
    found = [day for module in (ticket_figures, request_figures, poll_figures) if (day := module.first_day(site))]
    return min(found, default=last)


def _stands(site: Site, day: date, made_at: datetime | None) -> bool:
    if made_at is None:
        return False
    over = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(site.timezone))
    return made_at >= over or (timezone.now() < over and timezone.now() - made_at < _FRESH)


def forget(site_id: int, day: date, what: What = What.TICKETS) -> None:
    """A fact of that day came or changed: its figures are put together again when they are next asked for.

    Call it in the fact's transaction, after the fact.
    """
    _lock(site_id, day, what, alone=False)
    AggregatedDay.objects.filter(site_id=site_id, day=day, what=what).delete()


def last_days(site: Site, count: int) -> tuple[date, date]:
    """Return the first and last of the `count` days that end today."""
    today = service_day(site)
    return today - timedelta(days=count - 1), today


def refresh() -> str:
    """Put together what is missing at every site: a job. It never holds up the others long, and has its
    next turn at once where something is left."""
    made = left = 0
    pause = _LET_OTHERS_SECONDS if connection.vendor == "sqlite" else 0.0
    for site in Site.objects.order_by("id"):
        done = aggregate_missing(site, *last_days(site, _KEPT_DAYS), _TURN_SECONDS, pause)
        made, left = made + done.made, left + done.left
    if left:
        again("figures")
    return f"{made} figures put together" + (f", {left} days are left" if left else "")
