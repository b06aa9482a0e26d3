"""Registering a request at the counter for those who cannot at the kiosk (O3): the same form, sealed as there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from nacl.public import PublicKey, SealedBox

from desk import keys
from desk.audit.log import record
from desk.casework.documents import set_documents
from desk.casework.estimates import promised_hours
from desk.casework.models import Request, RequestAction
from desk.directory.models import Form, FormField, Service, Site
from desk.staff.models import User
from language import identity
from sync.protocol.codes import make_code

_CHECKS = {
    "national_id": identity.check_national_id,
    "foreign_code": identity.check_foreigner_code,
    "mobile": identity.normalize_mobile,
}


class EntryError(Exception):
    """Answers that cannot be taken; `errors` is field id to what is wrong with it."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def read_answers(form: Form, given: Mapping[str, Any]) -> dict[str, str]:
    """Return the checked answers by field id. Raises `EntryError`."""
    answers: dict[str, str] = {}
    errors: dict[str, str] = {}
    for field in form.fields.all():
        text = str(given.get(field.slug, "")).strip()
        if not text:
            if field.required:
                errors[field.slug] = _("This is needed.")
            continue
        try:
            answers[field.slug] = _checked(field, text)
        except ValueError:
            errors[field.slug] = _("This cannot be right; look at it again.")
    if errors:
        raise EntryError(errors)
    return answers


def _checked(field: FormField, text: str) -> str:
    if len(text) > field.max_length:
        raise ValueError(field.slug)
    if field.kind == "choice" and text not in {choice["id"] for choice in field.choices}:
        raise ValueError(field.slug)
    check = _CHECKS.get(field.kind)
    return check(text) if check else text


class Entered(NamedTuple):
    """What stands beside the answers: the visitor's language, the ticket at hand, the earlier request, documents."""

    language: str = "fa"
    ticket_id: UUID | None = None
    previous_code: str = ""
    documents: dict[str, str] = {}


def register(
    user: User, site: Site, form: Form, service: Service | None, answers: dict[str, str], entered: Entered
) -> Request:
    """Seal the answers and open the request; it is registered at once, for a member of staff has seen it.

    Documents are taken in the same step (O2): slug to state.
    """
    key = keys.desk_key(settings.CONFIG.data)
    box = SealedBox(PublicKey(keys.decode(key.public_key)))
    now = timezone.now()
    with transaction.atomic():
        request = Request.objects.create(
            code=make_code(0),
            site=site,
            kind=form.kind,
            service=service,
            department=form.department or (service.department if service else None),
            form=form,
            language=entered.language,
            ticket_id=entered.ticket_id,
            previous_code=entered.previous_code,
            submitted_at=now,
            promised_at=now + timedelta(hours=promised_hours(form, service)),
            key_id=key.key_id,
            sealed=box.encrypt(json.dumps(answers, ensure_ascii=False).encode()),
            state="registered",
            state_at=now,
            assigned_to=user,
        )
        RequestAction.objects.create(request=request, at=now, actor=user, action="entered", state="registered")
        record(user, "request.entered", f"request:{request.pk}")
        set_documents(request, user, entered.documents)
    return request
