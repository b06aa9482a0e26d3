"""What staff do on the page of one request; each act shows the page anew (O2, O4, O6, O7, O9, C24)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.casework import handling
from desk.casework.documents import set_documents
from desk.casework.handling import Refused
from desk.casework.models import Request, Result
from desk.console.moments import read_moment
from desk.console.requests import find
from desk.directory.models import Department, Room
from desk.staff.guards import needs, staff
from desk.staff.models import User
from desk.staff.rights import Right

_LONGEST = 4000


@require_POST
@needs(Right.HANDLE_REQUESTS)
def act(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Do one thing and say what became of it."""
    if action not in _ACTS:
        return HttpResponse(status=404)
    row = find(request, pk, Right.HANDLE_REQUESTS)
    try:
        said = _ACTS[action](request, row, staff(request))
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("request", pk=pk)


def _told(request: HttpRequest, row: Request, name: str = "message") -> dict[str, str]:
    return {lang: request.POST.get(f"{name}_{lang}", "")[:_LONGEST] for lang in {"fa", row.language}}


def _key(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _change(request: HttpRequest, row: Request, user: User) -> str:
    chosen = request.POST.get("state", "")
    result = None
    if chosen.startswith("result:") and chosen[7:].isascii() and chosen[7:].isdigit():
        result = get_object_or_404(Result, pk=int(chosen[7:]), site=row.site, active=True)
    note = request.POST.get("note", "")[:_LONGEST]
    handling.change_state(row, user, handling.Change(chosen, _told(request, row), note, result))
    return _("The state was changed; the visitor sees it now.")


def _refer(request: HttpRequest, row: Request, user: User) -> str:
    department = get_object_or_404(Department, pk=_key(request, "department"), active=True)
    handling.refer(row, user, department, request.POST.get("note", "")[:1000])
    return _("The request is with the other unit now.")


def _documents(request: HttpRequest, row: Request, user: User) -> str:
    states = {name[4:]: value for name, value in request.POST.items() if name.startswith("doc-")}
    set_documents(row, user, {slug: str(state) for slug, state in states.items()})
    return _("The checklist is kept.")


def _mark(request: HttpRequest, row: Request, user: User) -> str:
    handling.mark(
        row, user, request.POST.get("mark", ""), request.POST.get("code", "")[:40], _told(request, row, "why")
    )
    return _("The request is marked.")


def _visit(request: HttpRequest, row: Request, user: User) -> str:
    try:
        at = read_moment(request.POST.get("day", ""), request.POST.get("hour", ""), row.site)
    except ValueError as error:
        raise Refused(_("This is no day and hour; write them as 1405/09/02 and 9:30.")) from error
    room = Room.objects.filter(pk=_key(request, "room"), site=row.site, active=True).first()
    handling.set_visit(row, user, at, room)
    return _("The visit is fixed; the visitor sees it now.")


def _take(request: HttpRequest, row: Request, user: User) -> str:
    handling.take(row, user)
    return _("The request is yours.")


_ACTS: dict[str, Callable[[HttpRequest, Request, User], str]] = {
    "state": _change,
    "refer": _refer,
    "documents": _documents,
    "mark": _mark,
    "visit": _visit,
    "take": _take,
}
act.acts = tuple(_ACTS)  # type: ignore[attr-defined]
