"""Rules of retention: what is personal is made anonymous after so many days; the rows stay, so that reports stay true.

Of a request go the sealed answers, the texts to and about the visitor and the keys by which requests of one person are
found; of a ticket the priority (it may tell of an illness or a handicap), and the join from an answer of a poll to a
visit. The audit log itself names things by id only and is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from desk.audit.log import record
from desk.casework.models import SETTLED, Request, RequestAction
from desk.polls.models import PollAnswer
from desk.queueing.models import Ticket

ERASED = "erased"
"""The name of the key of answers that were erased."""
_BATCH = 500


def apply() -> str:
    """Do what the office's settings say: a job. What was done is one row of the audit log for each kind of thing."""
    rules = settings.CONFIG.retention
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    done = {
        "requests": _requests(rules.requests, rules.kinds),
        "tickets": _tickets(rules.tickets),
        "logins": _logins(rules.logins),
    }
    told = {name: count for name, count in done.items() if count}
    if told:
        record(None, "retention.applied", "desk:retention", None, **told)
    return ", ".join(f"{count} {name} made anonymous" for name, count in told.items())


def _before(days: int) -> Q:
    return Q(state_at__lt=timezone.now() - timedelta(days=days))


def _requests(days: int, kinds: dict[str, int]) -> int:
    due = Q(pk__in=[])
    if days:
        due |= _before(days) & ~Q(kind__in=list(kinds))
    for kind, other in kinds.items():
        if other:
            due |= _before(other) & Q(kind=kind)
    return _in_batches(Request.objects.filter(due, state__in=SETTLED).exclude(key_id=ERASED), _erase_requests)


def _erase_requests(keys: list[Any]) -> None:
    Request.objects.filter(pk__in=keys).update(
        key_id=ERASED, sealed=b"", message=None, mobile_key="", person_key="", indexed=True
    )
    RequestAction.objects.filter(request__in=keys).update(note="", message=None)
    PollAnswer.objects.filter(code__in=Request.objects.filter(pk__in=keys).values("code")).update(code="")


def _tickets(days: int) -> int:
    if not days:
        return 0
    day = timezone.now().date() - timedelta(days=days)
    rated = PollAnswer.objects.exclude(code="").values("code")
    due = Ticket.objects.filter(Q(code__in=rated) | ~Q(priority=""), service_day__lt=day)
    return _in_batches(due, _erase_tickets)


def _erase_tickets(keys: list[Any]) -> None:
    PollAnswer.objects.filter(code__in=Ticket.objects.filter(pk__in=keys).values("code")).update(code="")
    Ticket.objects.filter(pk__in=keys).update(priority="")


def _logins(days: int) -> int:
    if not days:
        return 0
    since = timezone.now() - timedelta(days=days)
    models = (AccessAttempt, AccessLog, AccessFailureLog)
    return sum(model.objects.filter(attempt_time__lt=since).delete()[0] for model in models)


def _in_batches(due: QuerySet[Request] | QuerySet[Ticket], erase: Callable[[list[Any]], None]) -> int:
    """Erase in short transactions, so that nobody waits; killed in between, the next run goes on."""
    count = 0
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            erase(keys)
        count += len(keys)
    return count
