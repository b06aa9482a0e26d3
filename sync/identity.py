"""Binds the store to an enrollment, and says which day a fact belongs to."""

from __future__ import annotations

import sqlite3
from datetime import date

from sync.clock import SiteClock
from sync.enrollment import Enrollment
from sync.protocol.messages import DeskKey
from sync.store import meta

DEFAULT_ZONE = "Asia/Tehran"


def adopt(db: sqlite3.Connection, enrollment: Enrollment) -> None:
    """Note who this kiosk is. A new enrollment begins with no lease, and with the key that it was told.

    Facts that were left behind for another kiosk's identity are never sent under this one: they are quarantined.
    """
    if meta.get(db, "instance_id") == str(enrollment.instance_id):
        return
    if meta.get(db, "kiosk_id", str(enrollment.kiosk_id)) != str(enrollment.kiosk_id):
        db.execute("UPDATE outbox SET state = 2, reason = 'made under another identity' WHERE state = 0")
    meta.put(db, "kiosk_id", str(enrollment.kiosk_id))
    meta.put(db, "instance_id", str(enrollment.instance_id))
    put_key(db, enrollment.desk_key)
    db.execute("DELETE FROM lease_requests")
    db.execute("DELETE FROM leases WHERE epoch <> ?", (enrollment.epoch,))
    # What had to be feared of an older copy concerns the former epoch: this one's numbers and codes are its own.
    db.execute("DELETE FROM meta WHERE key IN ('series_floor', 'code_part')")


def desk_key(db: sqlite3.Connection) -> DeskKey:
    """Return the key to which personal data is sealed now."""
    return DeskKey(key_id=meta.get(db, "desk_key_id"), public_key=meta.get(db, "desk_key"))


def put_key(db: sqlite3.Connection, key: DeskKey) -> None:
    """Seal to `key` from now on; what was sealed before stays as it is, under its key's id."""
    meta.put(db, "desk_key_id", key.key_id)
    meta.put(db, "desk_key", key.public_key)


def service_day(db: sqlite3.Connection, clock: SiteClock, zone: str) -> date:
    """Return the day that a fact made now belongs to, noting it where the desk's clock confirms it.

    A clock that nothing has confirmed may be ahead without our knowing, but never before a day that was confirmed.
    """
    day = clock.day(zone)
    known = meta.get(db, "confirmed_day")
    if clock.trusted:
        if known != day.isoformat():
            meta.put(db, "confirmed_day", day.isoformat())
        return day
    return max(day, date.fromisoformat(known)) if known else day
