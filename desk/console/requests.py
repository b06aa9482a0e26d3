"""The worklist of requests and the page of one (O1, O4, O5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from desk.casework import handling
from desk.casework.documents import checklist
from desk.casework.finding import same_person
from desk.casework.levels import level_of
from desk.casework.models import TRANSITIONS, Mark, Request, RequestDocument, State
from desk.casework.policies import hints_for, results_for, twins
from desk.console.worklist import filtered
from desk.directory.models import Department, Room
from desk.keys import UnsealingError
from desk.staff.guards import needs, require, staff
from desk.staff.rights import Right

_PAGE = 30
_EARLIER = 12


@require_GET
@needs(Right.SEE_REQUESTS)
def worklist(request: HttpRequest) -> HttpResponse:
    """The requests that the user's sites hold, by filters."""
    rows, filters = filtered(request.GET, staff(request))
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return render(request, "console/requests.html", {"page": page, "filters": filters})


def find(request: HttpRequest, pk: UUID, right: Right = Right.SEE_REQUESTS) -> Request:
    """Return the request where the user has the right at its site; 404 or 403 else."""
    found = get_object_or_404(
        Request.objects.select_related(
            "service",
            "department",
            "form",
            "site__organisation",
            "assigned_to",
            "kiosk",
            "result",
            "original",
            "next_visit_room",
        ),
        pk=pk,
    )
    require(staff(request), right, found.site_id)
    return found


def _page(request: HttpRequest, row: Request, **more: Any) -> HttpResponse:
    user = staff(request)
    languages = ["fa"] if row.language == "fa" else ["fa", row.language]
    context = {
        "row": row,
        "actions": row.actions.select_related("actor"),
        "next_states": [State(state) for state in TRANSITIONS[row.state]],
        "may_unseal": user.has_right(Right.UNSEAL, row.site_id),
        "may_handle": user.has_right(Right.HANDLE_REQUESTS, row.site_id),
        "languages": languages,
        "results": results_for(row),
        "on_time": level_of(row),
        "documents": checklist(row),
        "document_states": RequestDocument.State.choices,
        "rules": row.service.rules.all() if row.service else [],
        "hints": hints_for(row),
        "marks": Mark.choices,
        "rooms": Room.objects.filter(site=row.site, active=True).select_related("floor"),
        "departments": Department.objects.filter(site=row.site, active=True),
        "earlier": same_person(row)[:_EARLIER],
        "twins": twins(row)[:3],
        **more,
    }
    return render(request, "console/request.html", context)


@never_cache
@require_GET
@needs(Right.SEE_REQUESTS)
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request, its answers still sealed."""
    return _page(request, find(request, pk))


@never_cache
@require_POST
@needs(Right.UNSEAL)
def open_sealed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same page with the answers opened; that it was opened, and by whom, is logged first."""
    row = find(request, pk, Right.UNSEAL)
    try:
        answers = handling.open_answers(row, staff(request), request, (get_language() or "fa")[:2])
    except (UnsealingError, ValueError):
        messages.error(request, _("These answers cannot be opened with this desk's key."))
        return redirect("request", pk=pk)
    return _page(request, row, answers=answers)
