"""Filters of the worklist."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from desk.casework.models import SETTLED, Kind, Mark, Request, State
from desk.directory.models import Department, Service, Site
from desk.staff.models import User
from desk.staff.rights import Right
from language.digits import to_ascii
from sync.protocol.codes import CodeError, parse_code

_NAMES = ("state", "kind", "due", "mine", "department", "service", "mark")


def filtered(query: QueryDict, user: User) -> tuple[QuerySet[Request], dict[str, Any]]:
    """Return the requests that fit the query string, and what the form shows. A strange value filters nothing.

    The newest come first; where the promise is asked about, or open ones, those that are due first.
    """
    sites = [site for site in Site.objects.order_by("id") if user.has_right(Right.SEE_REQUESTS, site.pk)]
    rows = Request.objects.select_related("service", "department", "assigned_to", "form").filter(site__in=sites)
    by_due = query.get("state") == "open" or query.get("due") in ("late", "soon")
    rows = (
        rows.order_by(F("promised_at").asc(nulls_last=True), "submitted_at")
        if by_due
        else rows.order_by("-submitted_at")
    )
    rows = rows.filter(_plain(query), _due(query.get("due", "")))
    if query.get("mine"):
        rows = rows.filter(assigned_to=user)
    text = query.get("q", "").strip()
    if text:
        rows = rows.filter(code=_code(text))
    shown = {name: query.get(name, "") for name in _NAMES}
    return rows, {**shown, "q": text, **_lists(sites)}


def _plain(query: QueryDict) -> Q:
    found = Q()
    state, kind, mark = query.get("state", ""), query.get("kind", ""), query.get("mark", "")
    if state in State.values:
        found &= Q(state=state)
    elif state == "open":
        found &= ~Q(state__in=SETTLED)
    if kind in Kind.values:
        found &= Q(kind=kind)
    if mark in Mark.values:
        found &= Q(mark=mark)
    for name in ("department", "service"):
        key = query.get(name, "")
        if key.isascii() and key.isdigit() and len(key) < 12:
            found &= Q(**{name: int(key)})
    return found


def _due(due: str) -> Q:
    if due not in ("late", "soon"):
        return Q()
    until = timezone.now() + (timedelta(days=1) if due == "soon" else timedelta())
    return ~Q(state__in=SETTLED) & Q(promised_at__lt=until)


def _lists(sites: list[Site]) -> dict[str, Any]:
    return {
        "states": State.choices,
        "kinds": Kind.choices,
        "marks": Mark.choices,
        "departments": Department.objects.filter(site__in=sites, active=True),
        "services": Service.objects.filter(site__in=sites, active=True),
    }


def _code(text: str) -> str:
    try:
        return parse_code(to_ascii(text))
    except CodeError:
        return ""
