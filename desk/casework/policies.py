"""What the office set that fits one request: results, hints; and requests that may be the same one twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from django.db.models import Q, QuerySet

from desk.casework.finding import same_person
from desk.casework.models import SETTLED, TRANSITIONS, Hint, Request, Result
from desk.casework.models.policy import Scope
from desk.directory.models import Site

T = TypeVar("T", bound=Scope)
_TWIN_SPAN = timedelta(days=60)


def _fitting(rows: QuerySet[T], request: Request) -> QuerySet[T]:
    return rows.filter(
        Q(kind__in=["", request.kind]),
        Q(service=None) | Q(service=request.service_id),
        site=request.site_id,
        active=True,
    )


def results_for(request: Request) -> list[Result]:
    """Return the uniform results that the request may be given now."""
    rows = _fitting(Result.objects.all(), request)
    return list(rows.filter(state__in=TRANSITIONS[request.state]))


def hints_for(request: Request) -> list[Hint]:
    """Return what staff should know of this kind of request (O11)."""
    return list(_fitting(Hint.objects.all(), request))


def counter_results(site: Site) -> list[Result]:
    """Return the uniform results with which the service of a ticket may end."""
    return list(Result.objects.filter(site=site, active=True, at_counter=True))


def twins(request: Request) -> QuerySet[Request]:
    """Return open requests of the same visitor, kind and service of about the same time: it may be a duplicate (O7)."""
    if request.state in SETTLED:
        return Request.objects.none()
    span = (request.submitted_at - _TWIN_SPAN, request.submitted_at + _TWIN_SPAN)
    same = same_person(request).filter(kind=request.kind, service=request.service_id, submitted_at__range=span)
    return same.exclude(state__in=SETTLED)
