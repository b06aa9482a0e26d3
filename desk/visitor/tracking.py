"""What anyone who holds a code may know: state, place, promise, people ahead; nothing of the person (C17)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from desk.casework.documents import lacking
from desk.casework.models import SETTLED, Request
from desk.casework.models import State as RequestState
from desk.directory.days import service_day
from desk.directory.models import Department, Room, Service
from desk.polls.choosing import asked_poll
from desk.polls.models import PollAnswer
from desk.polls.sampling import asks
from desk.queueing.lines import people_ahead, queue_figures
from desk.queueing.models import AT_COUNTER, State, Ticket
from language.digits import localize
from sync.protocol.base import LANGS
from sync.protocol.messages import TrackAnswer
from sync.protocol.polls import After

_TICKET_WAY = ("waiting", "called", "serving", "served")
_REQUEST_WAY = ("pending_review", "registered", "in_progress", "answered")
_OVER = (RequestState.CLOSED, RequestState.LAPSED, RequestState.REJECTED)
_PLACE = {
    "fa": "{room}، اتاق {number}، {floor}",
    "ar": "{room}، الغرفة {number}، {floor}",
    "en": "{room}, room {number}, {floor}",
    "ru": "{room}, кабинет {number}, {floor}",
}


def track(code: str) -> TrackAnswer | None:
    """Return what is known under a code of 14 digits; None where there is nothing."""
    ticket = Ticket.objects.select_related(
        "line__site", "line__room__floor", "queue", "service", "counter__room__floor"
    )
    found = ticket.filter(code=code).first()
    if found is not None:
        return _ticket(found)
    requests = Request.objects.select_related(
        "service", "form", "department__room__floor", "site", "next_visit_room__floor"
    )
    request = requests.filter(code=code).first()
    return _request(request) if request is not None else None


def site_of(code: str) -> int | None:
    """Return the key of the site at which a code was given; None where there is nothing under it."""
    ticket = Ticket.objects.filter(code=code).values_list("line__site_id", flat=True).first()
    return ticket or Request.objects.filter(code=code).values_list("site_id", flat=True).first()


def _ticket(ticket: Ticket) -> TrackAnswer:
    state = ticket.state
    if state == State.WAITING and ticket.service_day < service_day(ticket.line.site):
        state = State.CANCELLED  # its day is over
    waiting = state == State.WAITING
    figures = queue_figures(ticket.line.site).get(ticket.line_id) if waiting else None
    room = ticket.counter.room if ticket.counter and state in AT_COUNTER else ticket.line.room
    return TrackAnswer.model_validate(
        {
            "code": ticket.code,
            "kind": "ticket",
            "state": state,
            "service": ticket.service and ticket.service.slug,
            "service_name": ticket.service and ticket.service.name,
            "place": place(room),
            "queue": ticket.queue.slug,
            "number": ticket.number,
            "series": ticket.series,
            "people_ahead": people_ahead(ticket) if waiting else None,
            "wait_minutes": figures and figures.wait_minutes,
            "counter": ticket.counter.slug if ticket.counter and state in AT_COUNTER else None,
            "milestones": _ticket_milestones(ticket, state),
            "poll": _poll("ticket", ticket.line.site_id, ticket.code, ticket.service)
            if state == State.SERVED
            else None,
            "as_of": timezone.now(),
        }
    )


def _ticket_milestones(ticket: Ticket, state: str) -> list[dict[str, Any]]:
    times = {
        "waiting": ticket.issued_at,
        "called": ticket.called_at,
        "serving": ticket.serving_at,
        "served": ticket.finished_at,
    }
    return _milestones(_TICKET_WAY, state, times)


def _request(request: Request) -> TrackAnswer:
    department = request.department
    room = request.next_visit_room or (department.room if department else None)
    name = request.service.name if request.service else request.form.name if request.form else None
    times: dict[str, datetime | None] = {"pending_review": request.submitted_at}
    for action in request.actions.exclude(state=""):
        times[action.state] = action.at
    return TrackAnswer.model_validate(
        {
            "code": request.code,
            "kind": "request",
            "state": request.state,
            "service": request.service and request.service.slug,
            "service_name": name,
            "department": department and department.slug,
            "place": place(room) if room else None,
            "promised_at": request.promised_at,
            "message": request.message or None,
            "next_visit_at": request.next_visit_at if request.state not in _OVER else None,
            "missing": lacking(request) if request.state not in SETTLED else [],
            "milestones": _milestones(_REQUEST_WAY, request.state, times),
            "poll": _poll("request", request.site_id, request.code, request.service, department, request.kind)
            if request.state in (RequestState.ANSWERED, RequestState.CLOSED)
            else None,
            "as_of": timezone.now(),
        }
    )


def _milestones(way: tuple[str, ...], state: str, times: dict[str, datetime | None]) -> list[dict[str, Any]]:
    """Lay the way out: what is behind, where it stands, what comes; a state beside the way stops or pauses it."""
    if state == "closed" and times.get("answered"):
        return [{"name": name, "state": "done", "at": times.get(name)} for name in way]
    if state in way:
        here = way.index(state)
        last = here == len(way) - 1
        return [
            {
                "name": name,
                "state": "done" if index < here or last else "current" if index == here else "coming",
                "at": times.get(name) if index <= here else None,
            }
            for index, name in enumerate(way)
        ]
    behind = [{"name": name, "state": "done", "at": times[name]} for name in way if times.get(name)]
    pausing = state in ("on_hold", "needs_documents", "transferred")
    how = "current" if pausing else "done" if state == "closed" else "stopped"
    return [*behind, {"name": state, "state": how, "at": times.get(state)}]


def place(room: Room) -> dict[str, str]:
    """Return where a room is, in every language in which it has a name."""
    return {
        lang: _PLACE[lang]
        .format(room=room.name[lang], number=localize(room.number, lang), floor=room.floor.name.get(lang, ""))
        .rstrip("، ,")
        for lang in LANGS
        if room.name.get(lang)
    }


def _poll(
    after: After,
    site_id: int,
    code: str,
    service: Service | None,
    department: Department | None = None,
    kind: str = "",
) -> str | None:
    """Return the poll that the visitor of a code is asked now; None where none is, or it was answered."""
    poll = asked_poll(site_id, after, service, department)
    if poll is None or PollAnswer.objects.filter(poll=poll, code=code).exists() or not asks(poll, code, kind):
        return None
    return poll.slug
