"""Filters of the worklist."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from desk.casework.models import SETTLED, Kind, Request, State
from desk.staff.models import User
from desk.staff.rights import Right
from language.digits import to_ascii
from sync.protocol.codes import CodeError, parse_code


def filtered(query: QueryDict, user: User) -> tuple[QuerySet[Request], dict[str, Any]]:
    """Return the requests that fit the query string, and what the form shows. A strange value filters nothing."""
    rows = Request.objects.select_related("service", "department", "assigned_to").order_by("-submitted_at")
    if not user.is_superuser and not user.has_right(Right.SEE_REQUESTS, -1):
        sites = [site for _, site in user.assignments.values_list("role", "site_id") if site is not None]
        rows = rows.filter(site__in=[site for site in sites if user.has_right(Right.SEE_REQUESTS, site)])
    state, kind, text = query.get("state", ""), query.get("kind", ""), query.get("q", "").strip()
    if state in State.values:
        rows = rows.filter(state=state)
    elif state == "open":
        rows = rows.exclude(state__in=SETTLED)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if query.get("due") == "late":
        rows = rows.exclude(state__in=SETTLED).filter(promised_at__lt=timezone.now())
    elif query.get("due") == "soon":
        rows = rows.exclude(state__in=SETTLED).filter(promised_at__lt=timezone.now() + timedelta(days=1))
    if query.get("mine"):
        rows = rows.filter(assigned_to=user)
    if text:
        rows = rows.filter(code=_code(text))
    shown = {"state": state, "kind": kind, "due": query.get("due", ""), "mine": query.get("mine", ""), "q": text}
    return rows, {**shown, "states": State.choices, "kinds": Kind.choices}


def _code(text: str) -> str:
    try:
        return parse_code(to_ascii(text))
    except CodeError:
        return ""
