"""Registering a request, answering a poll, calling for help. Answers are sealed before they touch the store."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from kiosk.daemon import print_jobs
from kiosk.daemon.desk_view import DeskView, Refusal
from kiosk.daemon.promise import promised_at
from kiosk.daemon.tickets import fresh_code
from kiosk.ipc import AnswerPoll, Receipt, SubmitRequest
from sync import identity, outbox
from sync.clock import wall_now
from sync.ids import uuid7
from sync.protocol.catalogue import Catalogue
from sync.protocol.codes import ticket_url
from sync.protocol.events import HelpCalled, PollAnswered, RequestSubmitted
from sync.protocol.forms import Form
from sync.protocol.services import Service
from sync.sealing import seal

MAX_ANSWERS = 32 * 1024
_COLUMNS = "request_id, event_id, code, promised_at, submitted_at, print_job"


def submit(view: DeskView, ask: SubmitRequest) -> tuple[Receipt, bool]:
    """Return the receipt for `ask.key`, and whether it was made now. Raises `Refusal` and `StoreError`."""
    who, content = view.enrolled()
    catalogue = content.catalogue
    form, service = _form(catalogue, ask), _service(catalogue, ask.service)
    _check_answers(form, ask)
    promise = promised_at(catalogue, form, service, view.clock.now()).astimezone(UTC)

    def job(db: sqlite3.Connection) -> tuple[Receipt, bool]:
        known = by_key(db, who.public_url, ask.key)
        if known is not None:
            return known, False
        request_id, code = uuid7(), fresh_code(db, who)
        event_id = outbox.add(
            db,
            view.clock,
            request_id,
            RequestSubmitted(
                request_id=request_id,
                code=code,
                request_kind=ask.kind,
                service=ask.service,
                department=ask.department or form.department,
                form=form.id,
                language=ask.language,
                promised_at=promise,
                anonymous=ask.anonymous,
                previous_code=ask.previous_code,
                answers=seal(ask.answers, identity.desk_key(db)),
                content_version=content.version,
            ),
        )
        paper = print_jobs.queue(db, "receipt", request_id, code, {"request": str(request_id)})
        receipt = Receipt(
            request_id=request_id,
            event_id=event_id,
            code=code,
            url=ticket_url(who.public_url, code),
            promised_at=promise,
            submitted_at=wall_now(),
            print_job=paper,
        )
        _store(db, receipt, ask)
        return receipt, True

    try:
        return view.store.write(job)
    except outbox.FactTooLarge as error:
        raise Refusal("bad_request", "the answers are too long") from error


def _store(db: sqlite3.Connection, receipt: Receipt, ask: SubmitRequest) -> None:
    db.execute(
        f"INSERT INTO requests ({_COLUMNS}, key, kind, form, service, department, language) "
        f"VALUES ({', '.join('?' * 12)})",
        (
            str(receipt.request_id),
            str(receipt.event_id),
            receipt.code,
            receipt.promised_at.isoformat() if receipt.promised_at else None,
            receipt.submitted_at.isoformat(),
            str(receipt.print_job),
            str(ask.key),
            ask.kind,
            ask.form,
            ask.service,
            ask.department,
            ask.language,
        ),
    )


def by_key(db: sqlite3.Connection, public_url: str, key: UUID) -> Receipt | None:
    """Return the receipt that was made for `key`."""
    return _receipt(db.execute(f"SELECT {_COLUMNS} FROM requests WHERE key = ?", (str(key),)).fetchone(), public_url)


def _receipt(row: tuple[Any, ...] | None, public_url: str) -> Receipt | None:
    if row is None:
        return None
    request_id, event_id, code, promise, submitted, job = row
    return Receipt(
        request_id=UUID(request_id),
        event_id=UUID(event_id),
        code=code,
        url=ticket_url(public_url, code),
        promised_at=datetime.fromisoformat(promise) if promise else None,
        submitted_at=datetime.fromisoformat(submitted),
        print_job=UUID(job) if job else None,
    )


def _form(catalogue: Catalogue, ask: SubmitRequest) -> Form:
    for form in catalogue.forms:
        if form.id == ask.form:
            return form
    raise Refusal("bad_request", f"there is no form '{ask.form}'")


def _service(catalogue: Catalogue, service: str | None) -> Service | None:
    if service is None:
        return None
    for item in catalogue.services:
        if item.id == service:
            return item
    raise Refusal("bad_request", f"there is no service '{service}'")


def _check_answers(form: Form, ask: SubmitRequest) -> None:
    """Refuse what the screen should never send; nothing of an answer stands in the message."""
    fields = {field.id: field for field in form.fields}
    for name, value in ask.answers.items():
        if name not in fields:
            raise Refusal("bad_request", "an answer to a question that the form does not ask")
        if len(value) > max(fields[name].max_length, 200):
            raise Refusal("bad_request", f"the answer to '{name}' is too long")
    if sum(len(value.encode()) for value in ask.answers.values()) > MAX_ANSWERS:
        raise Refusal("bad_request", "the answers are too long")
    if ask.anonymous and not form.anonymous_allowed:
        raise Refusal("bad_request", "this form is not taken without a name")


def answer_poll(view: DeskView, ask: AnswerPoll) -> bool:
    """Store an answer; the same key again changes nothing. Returns whether it was new."""
    catalogue = view.catalogue()
    if all(poll.id != ask.poll for poll in catalogue.polls):
        raise Refusal("bad_request", f"there is no poll '{ask.poll}'")
    fact = PollAnswered(
        answer_id=uuid7(),
        poll=ask.poll,
        code=ask.code,
        answers=ask.answers,
        reasons=ask.reasons,
        language=ask.language,
    )

    def job(db: sqlite3.Connection) -> bool:
        if db.execute("SELECT 1 FROM poll_answers WHERE key = ?", (str(ask.key),)).fetchone():
            return False
        event_id = outbox.add(db, view.clock, fact.answer_id, fact)
        db.execute("INSERT INTO poll_answers VALUES (?, ?, ?)", (str(ask.key), str(event_id), wall_now().isoformat()))
        return True

    try:
        return view.store.write(job)
    except outbox.FactTooLarge as error:
        raise Refusal("bad_request", "the answers are too long") from error


def call_help(view: DeskView, screen: str) -> None:
    """Tell the desk that somebody here needs a person."""
    view.enrolled()
    fact = HelpCalled(call_id=uuid7(), screen=screen[:64])
    view.store.write(lambda db: outbox.add(db, view.clock, fact.call_id, fact))
