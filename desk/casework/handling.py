"""What staff do with a request: open its sealed answers, change its state. Both leave a row of who and when (O5)."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import keys
from desk.audit.log import record
from desk.casework.models import TRANSITIONS, Request, RequestAction, State
from desk.directory.fields import in_language
from desk.directory.models import Department
from desk.staff.models import User

NEEDS_TEXT = (State.REJECTED, State.NEEDS_DOCUMENTS)
"""States of which the visitor must be told why (C21)."""


class Refused(Exception):
    """The change is not allowed; the text is for the screen."""


class Answer(NamedTuple):
    """One question of the form and what the visitor answered."""

    field: str
    question: str
    kind: str
    value: str


def change_state(request: Request, user: User, state: str, message: dict[str, str], note: str = "") -> None:
    """Take a request to another state, with a text for the visitor by language. Raises `Refused`."""
    told = {lang: text.strip() for lang, text in message.items() if text.strip()}
    with transaction.atomic():
        row = Request.objects.select_for_update().get(pk=request.pk)
        if state not in TRANSITIONS[row.state]:
            raise Refused(_("The request has changed meanwhile; look at it again."))
        if state in NEEDS_TEXT and not told:
            raise Refused(_("Write to the visitor why; without it this cannot be done."))
        now = timezone.now()
        row.state, row.state_at, row.message = state, now, told or None
        if row.assigned_to is None:
            row.assigned_to = user
        row.save()
        RequestAction.objects.create(
            request=row, at=now, actor=user, action="state", state=state, note=note.strip(), message=told or None
        )
        record(user, "request.state", f"request:{row.pk}", state=state)


def refer(request: Request, user: User, department: Department, note: str) -> None:
    """Hand a request to another unit (O6)."""
    with transaction.atomic():
        row = Request.objects.select_for_update().get(pk=request.pk)
        if department.site_id != row.site_id:
            raise Refused(_("This unit is at another site."))
        row.department, row.assigned_to = department, None
        row.save()
        told = f"{in_language(department.name, 'fa')}{': ' if note.strip() else ''}{note.strip()}"
        RequestAction.objects.create(request=row, at=timezone.now(), actor=user, action="referred", note=told)
        record(user, "request.referred", f"request:{row.pk}", department=department.slug)


def open_answers(request: Request, user: User, http: HttpRequest, language: str) -> list[Answer]:
    """Open the sealed answers for one reader, and log who read. Raises `keys.UnsealingError`."""
    with transaction.atomic():
        RequestAction.objects.create(request=request, at=timezone.now(), actor=user, action="opened")
        record(user, "request.opened", f"request:{request.pk}", http)
    opened: dict[str, Any] = json.loads(keys.unseal(settings.CONFIG.data, request.key_id, bytes(request.sealed)))
    questions = {field.slug: field for field in request.form.fields.all()} if request.form else {}
    answers = []
    for name, value in opened.items():
        field = questions.get(name)
        answers.append(
            Answer(
                name,
                in_language(field.name, language) if field else name,
                field.kind if field else "",
                _shown(field, value, language),
            )
        )
    return answers


def _shown(field: Any, value: Any, language: str) -> str:
    if field is not None and field.kind == "choice":
        names = {choice["id"]: in_language(choice["name"], language) for choice in field.choices}
        return names.get(value, str(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)
