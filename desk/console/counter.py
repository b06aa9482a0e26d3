"""The screen of a counter (O16)."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.console.figures import today
from desk.directory.days import service_day
from desk.directory.models import Counter, Queue
from desk.live import SharedLook, let_connection_go
from desk.queueing import calling
from desk.queueing.models import State, Ticket
from desk.staff.guards import needs, require, staff
from desk.staff.models import User
from desk.staff.rights import Right

_SHOWN = 40
"""Waiting tickets listed; the rest are counted."""


@require_GET
@needs(Right.CALL_TICKETS)
def counters(request: HttpRequest) -> HttpResponse:
    """Choose a counter; one where a ticket is at hand stands marked."""
    user = staff(request)
    found = [
        row
        for row in Counter.objects.filter(active=True)
        .select_related("room__department", "site")
        .prefetch_related("queues")
        .order_by("site_id", "position")
        if user.has_right(Right.CALL_TICKETS, row.site_id)
    ]
    busy = {
        ticket.counter_id: ticket
        for ticket in Ticket.objects.filter(state__in=["called", "serving"], counter__in=found).select_related("queue")
    }
    rows = [{"counter": row, "ticket": busy.get(row.pk)} for row in found]
    return render(request, "console/counters.html", {"rows": rows})


def _counter(request: HttpRequest, pk: int) -> Counter:
    found = get_object_or_404(Counter.objects.select_related("site", "room__department"), pk=pk, active=True)
    require(staff(request), Right.CALL_TICKETS, found.site_id)
    return found


def _panel(counter: Counter) -> dict[str, Any]:
    here = calling.current(counter)
    waiting = calling.waiting_for(counter).select_related("queue", "line", "service")
    following = calling.next_for(counter)
    aside = Ticket.objects.filter(
        counter=counter, service_day=service_day(counter.site), state__in=[State.ON_HOLD, State.NO_SHOW]
    )
    return {
        "counter": counter,
        "here": here,
        "evidence": here.service.evidence.all() if here and here.service else [],
        "waiting": waiting[:_SHOWN],
        "waiting_count": waiting.count(),
        "next": following,
        "order": calling.order_of(counter.site_id),
        "aside": aside.select_related("queue", "service").order_by("-called_at")[:8],
        "today": today(counter),
        "lines": Queue.objects.filter(site=counter.site, active=True),
        "targets": Counter.objects.filter(site=counter.site, active=True)
        .exclude(pk=counter.pk)
        .prefetch_related("queues"),
    }


@require_GET
@needs(Right.CALL_TICKETS)
def console(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole screen; everything on it comes from the database, so a reload loses nothing."""
    return render(request, "console/console.html", _panel(_counter(request, pk)))


@require_GET
@needs(Right.CALL_TICKETS)
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The inner part alone, fetched when something has changed."""
    return render(request, "console/panel.html", _panel(_counter(request, pk)))


_ACTS: dict[str, Callable[[Counter, User, uuid.UUID], None]] = {
    "start": calling.start,
    "recall": calling.recall,
    "no-show": calling.no_show,
    "hold": calling.hold,
    "resume": calling.resume,
}


@require_POST
@needs(Right.CALL_TICKETS)
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do one thing with the ticket that the form names; then show the screen anew."""
    counter, user = _counter(request, pk), staff(request)
    seen = _ticket_id(request)
    result = request.POST.get("result", "")
    try:
        if action == "call-next":
            if calling.call_next(counter, user, seen, result) is None:
                messages.info(request, _("Nobody is waiting."))
        elif seen is None:
            raise calling.Stale
        elif action == "finish":
            calling.finish(counter, user, seen, result)
        elif action == "transfer":
            calling.transfer(counter, user, seen, *_target(request, counter))
        elif action in _ACTS:
            _ACTS[action](counter, user, seen)
        else:
            return HttpResponse(status=404)
    except calling.Stale:
        messages.warning(request, _("This had changed meanwhile; nothing was done twice."))
    return redirect("console", pk=pk)


def _ticket_id(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("ticket", ""))
    except ValueError:
        return None


def _target(request: HttpRequest, counter: Counter) -> tuple[Queue, Counter | None]:
    kind, _colon, key = request.POST.get("to", "").partition(":")
    if kind == "queue" and key.isdigit():
        return get_object_or_404(Queue, pk=int(key), site=counter.site, active=True), None
    if kind == "counter" and key.isdigit():
        only = get_object_or_404(Counter, pk=int(key), site=counter.site, active=True)
        queue = only.queues.filter(active=True).first()
        if queue is not None:
            return queue, only
    raise calling.Stale


def _pulse(site_id: int) -> str:
    """Return a text that is another as soon as anything on a console of the site is."""
    rows = Ticket.objects.filter(queue__site=site_id, state__in=["waiting", "called", "serving", "on_hold"]).order_by(
        "id"
    )
    return str(hash(tuple(rows.values_list("id", "state", "line_id", "counter_id", "call_repeat"))))


_look = SharedLook(_pulse)


async def live(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Server-sent events: `change` whenever the screen should be fetched again."""
    counter = await sync_to_async(_allowed)(request, pk)
    if counter is None:
        return HttpResponse(status=403)
    await let_connection_go()
    response = StreamingHttpResponse(_events(counter.site_id), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _allowed(request: HttpRequest, pk: int) -> Counter | None:
    user = request.user
    counter = Counter.objects.filter(pk=pk, active=True).first()
    if not isinstance(user, User) or counter is None or not user.has_right(Right.CALL_TICKETS, counter.site_id):
        return None
    return counter


async def _events(site_id: int) -> AsyncIterator[str]:
    seen = ""
    yield "retry: 2000\n\n"
    while True:
        before = seen
        seen = await _look.until(site_id, before.__ne__, 20)
        yield "event: change\ndata: 1\n\n" if seen != before else ": still here\n\n"


live.rights = (Right.CALL_TICKETS,)  # type: ignore[attr-defined]
