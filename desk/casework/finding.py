"""Finding requests of one person again without storing who it is: keyed hashes of number and identity code (O12, C18).

The key comes from the unsealing key's file, so the database alone answers no question such as "has 0912… asked here?".
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from desk import keys
from desk.casework.models import Request
from language.identity import IdentityError, check_foreigner_code, normalize_mobile

_IDENTITY = ("national_id", "foreign_code")
_AT_ONCE = 500


def mobile_key(mobile: str) -> str:
    """Return the keyed hash of a mobile number as it is stored (+989…)."""
    return _keyed("mobile", mobile)


def _keyed(kind: str, value: str) -> str:
    return hmac.new(keys.index_key(settings.CONFIG.data), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def answers_of(request: Request) -> dict[str, Any]:
    """Open the sealed answers for the desk itself, not for a reader; nothing of them may be shown or logged.

    Raises `keys.UnsealingError`, and `ValueError` where they are no JSON object.
    """
    opened = json.loads(keys.unseal(settings.CONFIG.data, request.key_id, bytes(request.sealed)))
    if not isinstance(opened, dict):
        raise ValueError("the sealed answers are no object")
    return opened


def mobile_in(request: Request, answers: dict[str, Any]) -> str:
    """Return the mobile number among the answers as +989…; empty where there is none."""
    return _first(request, answers, ("mobile",), normalize_mobile)


def index(request: Request, answers: dict[str, Any]) -> None:
    """Fill in the keyed hashes, and that they are filled in."""
    mobile = mobile_in(request, answers)
    identity = _first(request, answers, _IDENTITY, check_foreigner_code)
    request.mobile_key = mobile_key(mobile) if mobile else ""
    request.person_key = _keyed("identity", identity) if identity else ""
    request.indexed = True
    request.save(update_fields=["mobile_key", "person_key", "indexed"])


def _first(request: Request, answers: dict[str, Any], kinds: tuple[str, ...], check: Any) -> str:
    fields = request.form.fields.all() if request.form else ()
    for field in fields:
        if field.kind in kinds and isinstance(answers.get(field.slug), str):
            try:
                return str(check(answers[field.slug]))
            except IdentityError:
                continue
    return ""


def index_missing() -> str:
    """Index requests that came before there was an index; a job of the worker. What cannot be opened stays unfound."""
    count = 0
    rows = Request.objects.filter(indexed=False).select_related("form").prefetch_related("form__fields")
    for request in rows.order_by("id")[:_AT_ONCE]:
        try:
            index(request, answers_of(request))
        except (keys.UnsealingError, ValueError):
            Request.objects.filter(pk=request.pk).update(indexed=True)
        count += 1
    return f"{count} requests indexed" if count else ""


def same_person(request: Request) -> QuerySet[Request]:
    """Return the other requests of the same visitor: the same number or identity code, ticket, or joined by a code."""
    joined = Q(previous_code=request.code) | Q(original=request)
    if request.previous_code:
        joined |= Q(code=request.previous_code)
    if request.original_id:
        joined |= Q(pk=request.original_id)
    if request.ticket_id:
        joined |= Q(ticket_id=request.ticket_id)
    if request.mobile_key:
        joined |= Q(mobile_key=request.mobile_key)
    if request.person_key:
        joined |= Q(person_key=request.person_key)
    others = Request.objects.filter(joined, site=request.site_id).exclude(pk=request.pk)
    return others.select_related("service", "form").order_by("-submitted_at")
