"""The screen of a counter (O16)."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from operator import itemgetter
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.casework.policies import counter_results
from desk.console.figures import today
from desk.console.lines import lines_of
from desk.directory.days import service_day
from desk.directory.models import Counter, Queue, Site
from desk.fleet.models import HelpCall
from desk.live import SharedLook, let_connection_go
from desk.queueing import calling
from desk.queueing.hours import open_lines
from desk.queueing.models import OPEN, State, Ticket
from desk.staff.guards import needs, require, staff
from desk.staff.models import User
from desk.staff.rights import Right

_HELP = timedelta(hours=2)
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
        for ticket in calling.at(Counter.objects.filter(pk__in=[row.pk for row in found])).select_related("queue")
    }
    rows = [{"counter": row, "ticket": busy.get(row.pk)} for row in found]
    sites = {row.site_id: row.site for row in found}
    lines = [{"site": site, "lines": lines_of(site)} for site in sites.values()]
    return render(request, "console/counters.html", {"rows": rows, "sites": lines, "section": "counters"})


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
        "results": counter_results(counter.site),
        "help_calls": _help_calls(counter.site_id),
        "openness": open_lines(counter.site),
        "lines": Queue.objects.filter(site=counter.site, active=True),
        "targets": Counter.objects.filter(site=counter.site, active=True)
        .exclude(pk=counter.pk)
        .prefetch_related("queues"),
    }


def _help_calls(site_id: int) -> QuerySet[HelpCall]:
    """Return who stands at a kiosk of this site and waits for a person; old ones are on the page of kiosks alone."""
    since = timezone.now() - _HELP
    rows = HelpCall.objects.filter(kiosk__site=site_id, answered_at=None, at__gte=since)
    return rows.select_related("kiosk").order_by("at")


def _go_and_help(request: HttpRequest, counter: Counter, user: User) -> None:
    """Somebody of this counter is going to the visitor."""
    call = _uuid(request.POST.get("call", ""))
    calls = _help_calls(counter.site_id).filter(pk__in=[call] if call else [])
    if calls.update(answered_at=timezone.now(), answered_by=user):
        messages.success(request, _("The visitor expects you."))


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
        elif action == "help":
            _go_and_help(request, counter, user)
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
    return _uuid(request.POST.get("ticket", ""))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
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
    site = Site.objects.get(pk=site_id)
    today = Ticket.objects.filter(queue__site=site_id, service_day=service_day(site), state__in=OPEN)
    columns = ("id", "state", "line_id", "counter_id", "call_repeat")
    here = calling.at(Counter.objects.filter(site=site_id))
    tickets = tuple(sorted({*today.values_list(*columns), *here.values_list(*columns)}, key=itemgetter(0)))
    lines = tuple(sorted((pk, how.open) for pk, how in open_lines(site).items()))
    return str(hash((tickets, lines, tuple(_help_calls(site_id).values_list("pk", flat=True)))))


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
