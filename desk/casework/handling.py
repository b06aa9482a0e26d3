"""What staff do with a request: open its sealed answers, change its state. Both leave a row of who and when (O5)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from desk import keys
from desk.audit.log import record
from desk.casework.models import SETTLED, TRANSITIONS, Mark, Request, RequestAction, Result, State
from desk.casework.telling import tell_state
from desk.directory.fields import in_language
from desk.directory.models import Department, Room
from desk.staff.models import User
from language.dates import format_datetime
from language.digits import to_ascii
from sync.protocol.base import LANGS
from sync.protocol.codes import CodeError, parse_code

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


class Change(NamedTuple):
    """What is to be done: the state or a uniform result, the text for the visitor by language, a note for staff."""

    state: str = ""
    message: dict[str, str] = {}
    note: str = ""
    result: Result | None = None
    next_visit_at: datetime | None = None
    next_visit_room: Room | None = None


def change_state(request: Request, user: User, change: Change) -> None:
    """Take a request to another state. A result sets the state and, where none was written, the text.

    Raises `Refused`.
    """
    told = {lang: text.strip() for lang, text in change.message.items() if text.strip()}
    state = change.state
    if change.result is not None:
        state, told = change.result.state, told or dict(change.result.text or {})
    with transaction.atomic():
        row = Request.objects.select_for_update().get(pk=request.pk)
        if state not in TRANSITIONS[row.state]:
            raise Refused(_("The request has changed meanwhile; look at it again."))
        if state in NEEDS_TEXT and not told:
            raise Refused(_("Write to the visitor why; without it this cannot be done."))
        row.assigned_to = row.assigned_to or user
        row.result = change.result or (None if state not in SETTLED else row.result)
        if change.next_visit_at is not None:
            row.next_visit_at, row.next_visit_room = change.next_visit_at, change.next_visit_room
        _move(row, user, state, told, "state", change.note)


def _move(row: Request, user: User, state: str, told: dict[str, str], action: str, note: str) -> None:
    now = timezone.now()
    row.settled_at = (row.settled_at or now) if state in SETTLED else None
    row.state, row.state_at, row.message = state, now, told or None
    row.save()
    RequestAction.objects.create(
        request=row, at=now, actor=user, action=action, state=state, note=note.strip(), message=told or None
    )
    result = row.result.pk if row.result else None
    record(user, f"request.{action}", f"request:{row.pk}", state=state, result=result)
    tell_state(row)


def set_visit(request: Request, user: User, at: datetime, room: Room | None) -> None:
    """Fix when the visitor shall come next (C24): a meeting, or the handing over of a paper; the visitor is told."""
    with transaction.atomic():
        row = Request.objects.select_for_update().get(pk=request.pk)
        row.next_visit_at, row.next_visit_room = at, room
        row.save(update_fields=["next_visit_at", "next_visit_room"])
        RequestAction.objects.create(request=row, at=timezone.now(), actor=user, action="visit", note=_said(at, row))
        record(user, "request.visit", f"request:{row.pk}")
        tell_state(row)


def _said(at: datetime, row: Request) -> str:
    there = at.astimezone(ZoneInfo(row.site.timezone))
    return format_datetime(there, (translation.get_language() or "fa")[:2])


def take(request: Request, user: User) -> None:
    """Put a request on one's own list."""
    with transaction.atomic():
        row = Request.objects.select_for_update().get(pk=request.pk)
        row.assigned_to = user
        row.save(update_fields=["assigned_to"])
        RequestAction.objects.create(request=row, at=timezone.now(), actor=user, action="taken")
        record(user, "request.taken", f"request:{row.pk}")


def mark(request: Request, user: User, kind: str, code: str, message: dict[str, str]) -> None:
    """Mark a request as a duplicate or follow-up of the one with `code`, or as mistaken (O7). Raises `Refused`.

    A duplicate is closed and its visitor told that the other goes on; a mistaken one is closed with a text.
    """
    told = {lang: text.strip() for lang, text in message.items() if text.strip()}
    with transaction.atomic():
        row = Request.objects.select_for_update().get(pk=request.pk)
        if kind not in Mark.values:
            raise Refused(_("The request has changed meanwhile; look at it again."))
        if kind == Mark.MISTAKEN and not told:
            raise Refused(_("Write to the visitor why; without it this cannot be done."))
        if kind != Mark.MISTAKEN:
            row.original = _other(row, code)
        row.mark = kind
        if kind == Mark.FOLLOW_UP:
            row.previous_code = row.original.code if row.original else ""
            row.save()
            RequestAction.objects.create(
                request=row, at=timezone.now(), actor=user, action="marked", note=row.get_mark_display()
            )
            record(user, "request.marked", f"request:{row.pk}", mark=kind)
        else:
            _move(row, user, State.CLOSED, told or _together(), "marked", row.get_mark_display())


def _other(row: Request, code: str) -> Request:
    try:
        found = Request.objects.filter(code=parse_code(to_ascii(code)), site=row.site_id).exclude(pk=row.pk).first()
    except CodeError:
        found = None
    if found is None:
        raise Refused(_("There is no other request with this code at this site."))
    if found.original_id == row.pk:
        raise Refused(_("The other request is already marked as following this one."))
    return found


def _together() -> dict[str, str]:
    texts = {}
    for lang in LANGS:
        with translation.override(lang):
            texts[str(lang)] = _("This is handled together with an earlier request of yours.")
    return texts


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
