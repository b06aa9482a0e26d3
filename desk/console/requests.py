"""The worklist of requests and the page of one (O1, O4, O5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from desk.casework import handling
from desk.casework.models import TRANSITIONS, Request, State
from desk.console.worklist import filtered
from desk.directory.models import Department
from desk.keys import UnsealingError
from desk.staff.guards import needs, require, staff
from desk.staff.rights import Right

_PAGE = 30


@require_GET
@needs(Right.SEE_REQUESTS)
def worklist(request: HttpRequest) -> HttpResponse:
    """The requests that the user's sites hold, by filters."""
    rows, filters = filtered(request.GET, staff(request))
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return render(request, "console/requests.html", {"page": page, "filters": filters})


def _request(request: HttpRequest, pk: UUID, right: Right = Right.SEE_REQUESTS) -> Request:
    found = get_object_or_404(
        Request.objects.select_related("service", "department", "form", "site", "assigned_to", "kiosk"), pk=pk
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
        "evidence": row.service.evidence.all() if row.service else [],
        "rules": row.service.rules.all() if row.service else [],
        "departments": Department.objects.filter(site=row.site, active=True),
        "earlier": _same_visitor(row),
        **more,
    }
    return render(request, "console/request.html", context)


def _same_visitor(row: Request) -> list[Request]:
    """Return requests that the visitor joined to this one: the ticket's, and the one that it follows up (O7, O12)."""
    joined = Q(code=row.previous_code) if row.previous_code else Q(pk__in=[])
    if row.ticket_id:
        joined |= Q(ticket_id=row.ticket_id)
    joined |= Q(previous_code=row.code)
    return list(Request.objects.filter(joined, site=row.site).exclude(pk=row.pk).select_related("service")[:10])


@never_cache
@require_GET
@needs(Right.SEE_REQUESTS)
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request, its answers still sealed."""
    return _page(request, _request(request, pk))


@never_cache
@require_POST
@needs(Right.UNSEAL)
def open_sealed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same page with the answers opened; that it was opened, and by whom, is logged first."""
    row = _request(request, pk, Right.UNSEAL)
    try:
        answers = handling.open_answers(row, staff(request), request, (get_language() or "fa")[:2])
    except (UnsealingError, ValueError):
        messages.error(request, _("These answers cannot be opened with this desk's key."))
        return redirect("request", pk=pk)
    return _page(request, row, answers=answers)


@require_POST
@needs(Right.HANDLE_REQUESTS)
def refer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand the request to another unit."""
    row = _request(request, pk, Right.HANDLE_REQUESTS)
    key = request.POST.get("department", "")
    department = get_object_or_404(Department, pk=int(key) if key.isascii() and key.isdigit() else 0, active=True)
    try:
        handling.refer(row, staff(request), department, request.POST.get("note", "")[:1000])
    except handling.Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The request is with the other unit now."))
    return redirect("request", pk=pk)


@require_POST
@needs(Right.HANDLE_REQUESTS)
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the request to another state; a rejection needs its text."""
    row = _request(request, pk, Right.HANDLE_REQUESTS)
    told = {lang: request.POST.get(f"message_{lang}", "")[:4000] for lang in {"fa", row.language}}
    try:
        handling.change_state(
            row, staff(request), request.POST.get("state", ""), told, request.POST.get("note", "")[:4000]
        )
    except handling.Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The state was changed; the visitor sees it now."))
    return redirect("request", pk=pk)
