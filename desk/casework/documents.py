"""The checklist of a request: what the service asks for, what was handed in, what is missing or defective (O2, C23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from desk.audit.log import record
from desk.casework.models import Request, RequestAction, RequestDocument
from desk.directory.fields import in_language
from desk.staff.models import User

State = RequestDocument.State
LACKING = (State.MISSING, State.DEFECTIVE)


class Item(NamedTuple):
    """One line of the checklist."""

    slug: str
    name: dict[str, str]
    required: bool
    state: str


def checklist(request: Request) -> list[Item]:
    """Return what the service asks for now, and whatever else stands in the request's own list."""
    kept = {row.slug: row for row in request.documents.all()}
    items = []
    for evidence in request.service.evidence.all() if request.service else ():
        row = kept.pop(evidence.slug, None)
        items.append(Item(evidence.slug, evidence.name, evidence.required, row.state if row else State.EXPECTED))
    return [*items, *(Item(row.slug, row.name, row.required, row.state) for row in kept.values())]


def set_documents(request: Request, user: User, states: Mapping[str, str]) -> int:
    """Keep the states by slug; return how many changed. Unknown slugs and states are left out."""
    now, changed = timezone.now(), []
    with transaction.atomic():
        Request.objects.select_for_update().get(pk=request.pk)
        for item in checklist(request):
            state = states.get(item.slug, item.state)
            if state == item.state or state not in State.values:
                continue
            RequestDocument.objects.update_or_create(
                request=request,
                slug=item.slug,
                defaults={
                    "name": item.name,
                    "required": item.required,
                    "state": state,
                    "changed_at": now,
                    "changed_by": user,
                },
            )
            changed.append(f"{in_language(item.name, (get_language() or 'fa')[:2])}: {State(state).label}")
        if changed:
            RequestAction.objects.create(
                request=request, at=now, actor=user, action="documents", note=" · ".join(changed)
            )
            record(user, "request.documents", f"request:{request.pk}", changed=len(changed))
    return len(changed)


def lacking(request: Request) -> list[dict[str, str]]:
    """Return the names of documents that are missing or defective, for the visitor."""
    return [row.name for row in request.documents.all() if row.state in LACKING]
