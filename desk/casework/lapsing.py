"""Requests that stand still lapse by the office's rule (O17); a job of the worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from desk.audit.log import record
from desk.casework import telling
from desk.casework.models import Lapse, Request, RequestAction, State

_AT_ONCE = 500


def lapse_due() -> str:
    """Let lapse what is due by any rule; return how many, as the worker's line."""
    now = timezone.now()
    count = sum(_apply(rule, now) for rule in Lapse.objects.filter(active=True))
    return f"{count} requests lapsed" if count else ""


def _apply(rule: Lapse, now: datetime) -> int:
    limit = now - timedelta(days=rule.days)
    rows = Request.objects.filter(site=rule.site_id, state=rule.state)
    if rule.kind:
        rows = rows.filter(kind=rule.kind)
    if rule.service_id:
        rows = rows.filter(service=rule.service_id)
    rows = rows.filter(state_at__lt=limit) if rule.since == Lapse.Since.STATE else rows.filter(promised_at__lt=limit)
    return sum(_lapse(key, rule, now) for key in rows.values_list("pk", flat=True)[:_AT_ONCE])


def _lapse(key: UUID, rule: Lapse, now: datetime) -> bool:
    with transaction.atomic():
        request = Request.objects.select_for_update().filter(pk=key, state=rule.state).first()
        if request is None:
            return False
        request.state, request.state_at, request.settled_at, request.message = State.LAPSED, now, now, rule.text
        request.save(update_fields=["state", "state_at", "settled_at", "message"])
        RequestAction.objects.create(
            request=request, at=now, action="lapsed", state=State.LAPSED, message=rule.text, note=str(rule)
        )
        record(None, "request.lapsed", f"request:{request.pk}", rule=rule.pk)
        telling.tell_state(request)
    return True
