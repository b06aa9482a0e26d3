"""What an event does: each function turns one payload into rows of the transaction that remembers the event."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from desk.casework.models import Request, RequestAction
from desk.directory.models import Department, Form, Poll, Queue, Service
from desk.fleet.alarms import raise_alarm
from desk.fleet.models import HelpCall, Kiosk, Paper
from desk.kiosk_api.taking import Taking
from desk.polls.models import PollAnswer
from desk.polls.ratings import answer_problem
from desk.queueing.models import Ticket
from desk.signage import proof
from sync.protocol import codes, events


class Rejected(Exception):
    """The event cannot have its effect; the text is the verdict's reason.

    `alarm` is the kind of the alarm that is raised once the transaction has been undone, `detail` its text.
    """

    def __init__(self, reason: str, alarm: str = "", detail: str = "") -> None:
        super().__init__(reason)
        self.alarm = alarm
        self.detail = detail


def ticket_issued(taking: Taking, at: datetime, fact: events.TicketIssued) -> None:
    """Put a ticket into its line. A number outside the kiosk's leases is taken all the same, and an alarm raised."""
    kiosk = taking.kiosk
    _own_code(kiosk, fact.code)
    queue = _required(taking, Queue, fact.queue, "queue")
    number = {"queue": queue, "service_day": fact.service_day, "series": fact.series, "number": fact.number}
    if taking.single and Ticket.objects.filter(**number).exists():
        twice = f"{fact.queue} {fact.service_day} {fact.series}-{fact.number} was given twice"
        raise Rejected("number_taken", alarm="number_twice", detail=twice)
    if not fact.series and not taking.leased(queue, fact.service_day, fact.number):
        raise_alarm(kiosk, "number_not_leased", f"{fact.queue} {fact.service_day} {fact.number} lies in no lease")
    taking.ticket(
        Ticket(
            id=fact.ticket_id,
            code=fact.code,
            line=queue,
            service=taking.named(Service, fact.service),
            kiosk=kiosk,
            language=fact.language,
            priority=fact.priority or "",
            issued_at=at,
            place_at=at,
            content_version=fact.content_version,
            **number,
        )
    )


def request_submitted(taking: Taking, at: datetime, fact: events.RequestSubmitted) -> None:
    """Open a request. Its answers are stored as they came: sealed."""
    kiosk = taking.kiosk
    _own_code(kiosk, fact.code)
    try:
        sealed = b64decode(fact.answers.ciphertext, validate=True)
    except (Base64Error, ValueError) as error:
        raise Rejected("answers_not_base64") from error
    service = taking.named(Service, fact.service)
    department = taking.named(Department, fact.department)
    request = Request.objects.create(
        id=fact.request_id,
        code=fact.code,
        site=kiosk.site,
        kind=fact.request_kind,
        service=service,
        department=department or (service.department if service else None),
        form=taking.named(Form, fact.form),
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


def poll_answered(taking: Taking, at: datetime, fact: events.PollAnswered) -> None:
    """Keep an answer; a second one for the same code is refused."""
    poll = _required(taking, Poll, fact.poll, "poll")
    wrong = answer_problem(fact.answers, fact.reasons)
    if wrong:
        raise Rejected(wrong)
    if taking.single and fact.code and PollAnswer.objects.filter(poll=poll, code=fact.code).exists():
        raise Rejected("already_answered")
    PollAnswer.objects.create(
        id=fact.answer_id,
        poll=poll,
        code=fact.code or "",
        answers=fact.answers,
        reasons={name: list(chosen) for name, chosen in fact.reasons.items()},
        language=fact.language,
        kiosk=taking.kiosk,
        answered_at=at,
    )


def paper_printed(taking: Taking, at: datetime, fact: events.PaperPrinted) -> None:
    """Keep what became of a paper; a later outcome of the same job replaces the earlier one."""
    taking.paper(
        Paper(
            id=fact.job_id,
            kiosk=taking.kiosk,
            template=fact.template,
            subject_code=fact.subject_code or "",
            outcome=fact.outcome,
            copy_number=fact.copy_number,
            reason=fact.reason,
            at=at,
        )
    )


def help_called(taking: Taking, at: datetime, fact: events.HelpCalled) -> None:
    """Tell the staff that somebody at the kiosk needs a person."""
    HelpCall.objects.create(id=fact.call_id, kiosk=taking.kiosk, screen=fact.screen, at=at)


def signage_played(taking: Taking, at: datetime, fact: events.SignagePlayed) -> None:
    """Keep one report of what was shown."""
    proof.keep(taking.kiosk, at, fact)


EFFECTS: dict[type[Any], Callable[[Taking, datetime, Any], None]] = {
    events.TicketIssued: ticket_issued,
    events.RequestSubmitted: request_submitted,
    events.PollAnswered: poll_answered,
    events.PaperPrinted: paper_printed,
    events.HelpCalled: help_called,
    events.SignagePlayed: signage_played,
}


def _own_code(kiosk: Kiosk, code: str) -> None:
    try:
        codes.parse_code(code)
    except codes.CodeError as error:
        raise Rejected(f"bad_code_{error.reason}") from error
    if codes.origin_of(code) != kiosk.number:
        raise Rejected("code_of_another_kiosk")


def _required(taking: Taking, model: type[models.Model], slug: str, name: str) -> Any:
    found = taking.named(model, slug)
    if found is None:
        raise Rejected(f"unknown_{name}")
    return found
