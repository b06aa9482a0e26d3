"""What the store holds of a ticket or request, for its paper and for tracking without a desk."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from uuid import UUID

from kiosk.daemon.papers import Facts
from sync.protocol.catalogue import Catalogue
from sync.protocol.codes import ticket_url
from sync.protocol.messages import TrackAnswer


def facts(db: sqlite3.Connection, public_url: str, subject: UUID) -> Facts | None:
    """Return what is stored of a ticket or request."""
    row = db.execute(
        "SELECT language, code, issued_at, queue, service, number, series, people_ahead, wait_min, wait_max "
        "FROM tickets WHERE ticket_id = ?",
        (str(subject),),
    ).fetchone()
    if row is not None:
        return Facts(
            language=row[0],
            code=row[1],
            url=ticket_url(public_url, row[1]),
            made_at=datetime.fromisoformat(row[2]),
            queue=row[3],
            service=row[4],
            number=row[5],
            series=row[6],
            people_ahead=row[7],
            wait_minutes=None if row[8] is None else (row[8], row[9]),
        )
    row = db.execute(
        "SELECT language, code, submitted_at, promised_at, service, form FROM requests WHERE request_id = ?",
        (str(subject),),
    ).fetchone()
    if row is None:
        return None
    return Facts(
        language=row[0],
        code=row[1],
        url=ticket_url(public_url, row[1]),
        made_at=datetime.fromisoformat(row[2]),
        promised_at=datetime.fromisoformat(row[3]) if row[3] else None,
        service=row[4],
        form=row[5],
    )


def track(db: sqlite3.Connection, catalogue: Catalogue, code: str) -> TrackAnswer | None:
    """Return what this kiosk itself knows of a code that it made: that it was registered, and what was promised."""
    row = db.execute("SELECT queue, service, number, series, issued_at FROM tickets WHERE code = ?", (code,)).fetchone()
    services = {service.id: service for service in catalogue.services}
    if row is not None:
        service = services.get(row[1])
        return TrackAnswer(
            code=code,
            kind="ticket",
            state="waiting",
            queue=row[0],
            service=row[1],
            service_name=service.name if service else None,
            number=row[2],
            series=row[3],
            as_of=datetime.fromisoformat(row[4]),
        )
    row = db.execute(
        "SELECT service, department, promised_at, submitted_at FROM requests WHERE code = ?", (code,)
    ).fetchone()
    if row is None:
        return None
    service = services.get(row[0])
    return TrackAnswer(
        code=code,
        kind="request",
        state="pending_review",
        service=row[0],
        service_name=service.name if service else None,
        department=row[1],
        promised_at=datetime.fromisoformat(row[2]) if row[2] else None,
        as_of=datetime.fromisoformat(row[3]),
    )
