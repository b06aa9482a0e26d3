"""What happens by itself when a request comes in, in the transaction that stores it: it is made findable, joined to the
one that it wants examined again, referred by rule, and the visitor is told (O6, C22, C25).
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from desk import keys
from desk.casework import telling
from desk.casework.finding import answers_of, index
from desk.casework.models import Kind, Referral, Request, RequestAction
from language.digits import to_ascii
from sync.protocol.codes import CodeError, parse_code

ARRIVED = ("submitted", "entered")
"""Actions with which a request begins."""


def arrived(request: Request) -> None:
    """Do all of it; answers that this desk cannot open hinder nothing but what needs them."""
    try:
        answers = answers_of(request)
    except (keys.UnsealingError, ValueError):
        answers = {}
    index(request, answers)
    _join_earlier(request, answers)
    refer_by_rule(request)
    telling.tell_state(request)


def _join_earlier(request: Request, answers: dict[str, Any]) -> None:
    if request.kind == Kind.RE_EXAMINATION and not request.previous_code:
        request.previous_code = next(filter(None, map(_code, answers.values())), "")
    if request.previous_code and request.original_id is None:
        request.original = Request.objects.filter(code=request.previous_code, site=request.site_id).first()
    if request.previous_code:
        request.save(update_fields=["previous_code", "original"])


def _code(value: Any) -> str:
    try:
        return parse_code(to_ascii(value)) if isinstance(value, str) else ""
    except CodeError:
        return ""


def refer_by_rule(request: Request) -> Referral | None:
    """Hand the request to the unit (and person) of the first rule that fits; return the rule."""
    rules = Referral.objects.filter(site=request.site_id, active=True).select_related("department", "person")
    for rule in rules:
        if _fits(rule, request):
            request.department, request.assigned_to = rule.department, rule.person or request.assigned_to
            request.save(update_fields=["department", "assigned_to"])
            RequestAction.objects.create(
                request=request, at=timezone.now(), action="ruled", note=str(rule.department), state=""
            )
            return rule
    return None


def _fits(rule: Referral, request: Request) -> bool:
    return (
        rule.kind in ("", request.kind)
        and rule.service_id in (None, request.service_id)
        and rule.form_id in (None, request.form_id)
    )
