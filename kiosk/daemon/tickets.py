"""Issuing a ticket: number, ticket, fact and paper in one transaction, once for each key."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kiosk.daemon import print_jobs
from kiosk.daemon.desk_view import DeskView, Refusal
from kiosk.daemon.hours import takes_tickets
from kiosk.ipc import IssueTicket, Ticket
from sync import identity, leases, outbox
from sync.clock import wall_now
from sync.enrollment import Enrollment
from sync.ids import new_code, uuid7
from sync.protocol.catalogue import Catalogue, Content
from sync.protocol.codes import ticket_url
from sync.protocol.events import TicketIssued
from sync.protocol.messages import QueueState
from sync.protocol.services import Queue
from sync.witness import code_part

_COLUMNS = (
    "ticket_id, event_id, code, queue, service, number, series, service_day, issued_at, people_ahead, wait_min, "
    "wait_max, print_job"
)


def issue(view: DeskView, ask: IssueTicket) -> tuple[Ticket, bool]:
    """Return the ticket for `ask.key`, and whether it was made now. Raises `Refusal` and `StoreError`."""
    who, content = view.enrolled()

    def job(db: sqlite3.Connection) -> tuple[Ticket, bool]:
        known = by_key(db, who.public_url, ask.key)
        if known is not None:
            return known, False
        line = view.line(ask.queue)
        _check(db, view, content.catalogue, ask, line)
        return _make(db, view, who, content, ask, line), True

    try:
        ticket, made = view.store.write(job)
    except leases.SeriesExhausted as error:
        raise Refusal("queue_full", "the kiosk's own series has run out") from error
    if made:
        view.joined(ask.queue)
    return ticket, made


def _check(
    db: sqlite3.Connection, view: DeskView, catalogue: Catalogue, ask: IssueTicket, line: QueueState | None
) -> None:
    queue = find_queue(catalogue, ask.queue)
    if ask.service is not None and all(service.id != ask.service for service in catalogue.services):
        raise Refusal("bad_request", f"there is no service '{ask.service}'")
    if line is not None:
        if not line.open:
            raise Refusal("closed")
        if line.full:
            raise Refusal("queue_full")
        return
    # The desk is silent: hours and the daily limit as far as they can be known here.
    if not takes_tickets(catalogue, view.clock.now()):
        raise Refusal("closed")
    if queue.daily_limit is not None:
        day = identity.service_day(db, view.clock, catalogue.site.timezone)
        made = db.execute(
            "SELECT count(*) FROM tickets WHERE queue = ? AND service_day = ?", (queue.id, day.isoformat())
        ).fetchone()[0]
        if made >= queue.daily_limit:
            raise Refusal("queue_full")


def _make(
    db: sqlite3.Connection,
    view: DeskView,
    who: Enrollment,
    content: Content,
    ask: IssueTicket,
    line: QueueState | None,
) -> Ticket:
    day = identity.service_day(db, view.clock, content.catalogue.site.timezone)
    number = leases.take(db, who.epoch, who.number, ask.queue, day, trusted=view.clock.trusted)
    ticket_id = uuid7()
    code = fresh_code(db, who)
    event_id = outbox.add(
        db,
        view.clock,
        ticket_id,
        TicketIssued(
            ticket_id=ticket_id,
            code=code,
            queue=ask.queue,
            service=ask.service,
            service_day=day,
            number=number.number,
            series=number.series,
            lease_id=number.lease_id,
            language=ask.language,
            priority=ask.priority,
            content_version=content.version,
        ),
    )
    page = {"ticket": str(ticket_id), "large_print": ask.large_print}
    job = print_jobs.queue(db, "ticket", ticket_id, code, page)
    ticket = Ticket(
        ticket_id=ticket_id,
        event_id=event_id,
        code=code,
        url=ticket_url(who.public_url, code),
        queue=ask.queue,
        service=ask.service,
        number=number.number,
        series=number.series,
        service_day=day,
        issued_at=wall_now(),
        people_ahead=None if line is None else line.waiting,
        wait_minutes=None if line is None else line.wait_minutes,
        print_job=job,
    )
    _store(db, ticket, ask, number.lease_id)
    return ticket


def _store(db: sqlite3.Connection, ticket: Ticket, ask: IssueTicket, lease_id: UUID | None) -> None:
    low, high = ticket.wait_minutes or (None, None)
    db.execute(
        f"INSERT INTO tickets ({_COLUMNS}, key, lease_id, language) VALUES ({', '.join('?' * 16)})",
        (
            str(ticket.ticket_id),
            str(ticket.event_id),
            ticket.code,
            ticket.queue,
            ticket.service,
            ticket.number,
            ticket.series,
            ticket.service_day.isoformat(),
            ticket.issued_at.isoformat(),
            ticket.people_ahead,
            low,
            high,
            str(ticket.print_job),
            str(ask.key),
            str(lease_id) if lease_id else None,
            ask.language,
        ),
    )


def by_key(db: sqlite3.Connection, public_url: str, key: UUID) -> Ticket | None:
    """Return the ticket that was made for `key`."""
    return _ticket(db.execute(f"SELECT {_COLUMNS} FROM tickets WHERE key = ?", (str(key),)).fetchone(), public_url)


def by_id(db: sqlite3.Connection, public_url: str, ticket_id: UUID) -> Ticket | None:
    """Return a ticket."""
    row = db.execute(f"SELECT {_COLUMNS} FROM tickets WHERE ticket_id = ?", (str(ticket_id),)).fetchone()
    return _ticket(row, public_url)


def by_code(db: sqlite3.Connection, public_url: str, code: str) -> Ticket | None:
    """Return the ticket that bears `code`, while it is kept here."""
    return _ticket(db.execute(f"SELECT {_COLUMNS} FROM tickets WHERE code = ?", (code,)).fetchone(), public_url)


def _ticket(row: tuple[Any, ...] | None, public_url: str) -> Ticket | None:
    if row is None:
        return None
    ticket_id, event_id, code, queue, service, number, series, day, issued_at, ahead, low, high, job = row
    return Ticket(
        ticket_id=UUID(ticket_id),
        event_id=UUID(event_id),
        code=code,
        url=ticket_url(public_url, code),
        queue=queue,
        service=service,
        number=number,
        series=series,
        service_day=date.fromisoformat(day),
        issued_at=datetime.fromisoformat(issued_at),
        people_ahead=ahead,
        wait_minutes=None if low is None else (low, high),
        print_job=UUID(job) if job else None,
    )


def find_queue(catalogue: Catalogue, queue: str) -> Queue:
    """Return a queue of the catalogue. Raises `Refusal`."""
    for item in catalogue.queues:
        if item.id == queue:
            return item
    raise Refusal("bad_request", f"there is no queue '{queue}'")


def fresh_code(db: sqlite3.Connection, who: Enrollment) -> str:
    """Return a tracking code that this kiosk never made before, and note it."""
    part = code_part(db)
    while True:
        code = new_code(who.number, who.epoch, who.kiosk_id, part)
        if db.execute("INSERT OR IGNORE INTO codes VALUES (?)", (int(code),)).rowcount:
            return code
