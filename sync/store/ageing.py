"""Old rows go by rule, a few at a time, so that the cost of a ticket does not grow with the kiosk's age.

Nothing goes that the desk has not taken. `codes` stays for ever: eight bytes that keep a code from being drawn again.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Final

_STEP = 200
_RULES: Final[tuple[tuple[int, str], ...]] = (
    (
        7,
        "DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE seq < :open AND state = 1 AND made_at < :limit "
        "ORDER BY seq LIMIT :step)",
    ),
    (
        7,
        "DELETE FROM tickets WHERE ticket_id IN (SELECT ticket_id FROM tickets WHERE issued_at < :limit "
        "ORDER BY ticket_id LIMIT :step)",
    ),
    (
        90,
        "DELETE FROM requests WHERE request_id IN (SELECT request_id FROM requests WHERE submitted_at < :limit "
        "ORDER BY request_id LIMIT :step)",
    ),
    (2, "DELETE FROM poll_answers WHERE key IN (SELECT key FROM poll_answers WHERE answered_at < :limit LIMIT :step)"),
    (
        7,
        "DELETE FROM print_jobs WHERE seq IN (SELECT seq FROM print_jobs WHERE queued_at < :limit "
        "AND state NOT IN ('queued', 'sending') ORDER BY seq LIMIT :step)",
    ),
    (3, "DELETE FROM leases WHERE lease_id IN (SELECT lease_id FROM leases WHERE service_day < :limit LIMIT :step)"),
    (
        3,
        "DELETE FROM lease_requests WHERE request_id IN (SELECT request_id FROM lease_requests "
        "WHERE service_day < :limit LIMIT :step)",
    ),
    (
        90,
        "DELETE FROM commands WHERE command_id IN (SELECT command_id FROM commands WHERE told = 1 "
        "AND taken_at < :limit LIMIT :step)",
    ),
)


def step(db: sqlite3.Connection, now: datetime) -> int:
    """Delete at most a few hundred rows that are older than their rule allows; returns how many. Call until 0."""
    first_open = db.execute("SELECT min(seq) FROM outbox WHERE state = 0").fetchone()[0]
    deleted = 0
    for days, statement in _RULES:
        limit = (now - timedelta(days=days)).isoformat()
        deleted += db.execute(
            statement, {"limit": limit, "step": _STEP, "open": first_open if first_open is not None else 2**62}
        ).rowcount
    return deleted
