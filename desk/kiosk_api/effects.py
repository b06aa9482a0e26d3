"""What an event does: each function turns one payload into rows, inside the transaction that remembers the event."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from desk.casework.models import Request, RequestAction
from desk.directory.models import Department, Form, Poll, Queue, Service
from desk.fleet.models import Alarm, HelpCall, Kiosk, Paper
from desk.polls.models import PollAnswer
from desk.queueing.models import NumberLease, Ticket
from desk.reports.aggregation import forget
from desk.signage import proof
from sync.protocol import codes, events


class Rejected(Exception):
    """The event cannot have its effect; the text is the verdict's reason."""


def ticket_issued(kiosk: Kiosk, at: datetime, fact: events.TicketIssued) -> None:
    """Put a ticket into its line. A number outside the kiosk's leases is taken all the same, and an alarm raised."""
    _own_code(kiosk, fact.code)
    queue = _required(Queue, kiosk, fact.queue, "queue")
    same = Ticket.objects.filter(
        queue=queue, service_day=fact.service_day, series=fact.series, number=fact.number
    ).first()
    if same is not None:
        _alarm(kiosk, "number_twice", f"{fact.queue} {fact.service_day} {fact.series}-{fact.number} was given twice")
        raise Rejected("number_taken")
    if not fact.series and not _leased(kiosk, queue, fact):
        _alarm(kiosk, "number_not_leased", f"{fact.queue} {fact.service_day} {fact.number} lies in no lease")
    Ticket.objects.create(
        id=fact.ticket_id,
        code=fact.code,
        queue=queue,
        line=queue,
        service=_optional(Service, kiosk, fact.service),
        service_day=fact.service_day,
        number=fact.number,
        series=fact.series,
        kiosk=kiosk,
        language=fact.language,
        priority=fact.priority or "",
        issued_at=at,
        place_at=at,
        content_version=fact.content_version,
    )
    forget(kiosk.site_id, fact.service_day)


def request_submitted(kiosk: Kiosk, at: datetime, fact: events.RequestSubmitted) -> None:
    """Open a request. Its answers are stored as they came: sealed."""
    _own_code(kiosk, fact.code)
    try:
        sealed = b64decode(fact.answers.ciphertext, validate=True)
    except (Base64Error, ValueError) as error:
        raise Rejected("answers_not_base64") from error
    service = _optional(Service, kiosk, fact.service)
    department = _optional(Department, kiosk, fact.department)
    request = Request.objects.create(
        id=fact.request_id,
        code=fact.code,
        site=kiosk.site,
        kind=fact.request_kind,
        service=service,
        department=department or (service.department if service else None),
        form=_optional(Form, kiosk, fact.form),
        language=fact.language,
        submitted_at=at,
        promised_at=fact.promised_at,
        mobile_proved=fact.mobile_proved,
        anonymous=fact.anonymous,
        previous_code=fact.previous_code or "",
        ticket_id=fact.ticket_id,
        kiosk=kiosk,
        key_id=fact.answers.key_id,
        sealed=sealed,
        content_version=fact.content_version,
        state_at=at,
    )
    RequestAction.objects.create(request=request, at=at, action="submitted", state=request.state)


def poll_answered(kiosk: Kiosk, at: datetime, fact: events.PollAnswered) -> None:
    """Keep an answer; a second one for the same code is refused."""
    poll = _required(Poll, kiosk, fact.poll, "poll")
    if fact.code and PollAnswer.objects.filter(poll=poll, code=fact.code).exists():
        raise Rejected("already_answered")
    PollAnswer.objects.create(
        id=fact.answer_id,
        poll=poll,
        code=fact.code or "",
        answers=fact.answers,
        reasons={name: list(chosen) for name, chosen in fact.reasons.items()},
        language=fact.language,
        kiosk=kiosk,
        answered_at=at,
    )


def paper_printed(kiosk: Kiosk, at: datetime, fact: events.PaperPrinted) -> None:
    """Keep what became of a paper; a later outcome of the same job replaces the earlier one."""
    Paper.objects.update_or_create(
        id=fact.job_id,
        defaults={
            "kiosk": kiosk,
            "template": fact.template,
            "subject_code": fact.subject_code or "",
            "outcome": fact.outcome,
            "copy_number": fact.copy_number,
            "reason": fact.reason,
            "at": at,
        },
    )


def help_called(kiosk: Kiosk, at: datetime, fact: events.HelpCalled) -> None:
    """Tell the staff that somebody at the kiosk needs a person."""
    HelpCall.objects.create(id=fact.call_id, kiosk=kiosk, screen=fact.screen, at=at)


EFFECTS: dict[type[Any], Callable[[Kiosk, datetime, Any], None]] = {
    events.TicketIssued: ticket_issued,
    events.RequestSubmitted: request_submitted,
    events.PollAnswered: poll_answered,
    events.PaperPrinted: paper_printed,
    events.HelpCalled: help_called,
    events.SignagePlayed: proof.keep,
}


def _own_code(kiosk: Kiosk, code: str) -> None:
    try:
        codes.parse_code(code)
    except codes.CodeError as error:
        raise Rejected(f"bad_code_{error.reason}") from error
    if codes.origin_of(code) != kiosk.number:
        raise Rejected("code_of_another_kiosk")


def _required(model: type[models.Model], kiosk: Kiosk, slug: str, name: str) -> Any:
    found = _optional(model, kiosk, slug)
    if found is None:
        raise Rejected(f"unknown_{name}")
    return found


def _optional(model: type[models.Model], kiosk: Kiosk, slug: str | None) -> Any:
    return model._default_manager.filter(site_id=kiosk.site_id, slug=slug).first() if slug else None


def _leased(kiosk: Kiosk, queue: Queue, fact: events.TicketIssued) -> bool:
    return NumberLease.objects.filter(
        kiosk=kiosk, queue=queue, service_day=fact.service_day, first__lte=fact.number, last__gte=fact.number
    ).exists()


def _alarm(kiosk: Kiosk, kind: str, text: str) -> None:
    if not Alarm.objects.filter(kiosk=kiosk, kind=kind, text=text, closed_at=None).exists():
        Alarm.objects.create(kiosk=kiosk, kind=kind, text=text)
