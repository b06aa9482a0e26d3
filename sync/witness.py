"""How many facts a store has made, noted beside it too: a store that knows of fewer is an older copy of itself.

A backup that is copied back knows nothing of the numbers and codes that were given after it was made. The file beside
the store tells one that was copied back alone; of a whole disk that was copied back the desk tells, which hears the
count with every heartbeat.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from uuid import UUID

import structlog

from sync import durable
from sync.store import meta

FILE = "facts-made.json"
MARGIN = 1000
"""Facts that may have been made after the count was last told."""
MOST_NUMBERS = 10_000
"""More numbers than this no kiosk gives in its own series before a day that the desk confirms begins it again."""
CODE_PARTS = 20
_log = structlog.get_logger("sync.witness")


def facts_made(db: sqlite3.Connection) -> int:
    """Return how many facts this store has ever made."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").fetchone()
    return 0 if row is None else int(row[0])


def go_on_above(db: sqlite3.Connection, epoch: int, made: int) -> bool:
    """Give nothing again that a store with `made` facts may have given, inside the caller's transaction.

    Its leases are burnt, its own series jumps, its codes come from a part of their own, and the count goes on above.
    Returns whether anything had to be done.
    """
    here = facts_made(db)
    if made <= here:
        return False
    above = made + MARGIN
    jump = min(above - here, MOST_NUMBERS)
    db.execute("DELETE FROM lease_requests")
    db.execute("UPDATE leases SET given_back = 1 WHERE epoch = ?", (epoch,))
    db.execute("UPDATE offline_series SET next = next + ?", (jump,))
    meta.put(db, "series_floor", str(int(meta.get(db, "series_floor", "0")) + jump))
    meta.put(db, "code_part", str(1 + made % CODE_PARTS))
    if not db.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'outbox'", (above,)).rowcount:
        db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?)", (above,))
    _log.error("this store is an older copy of itself", facts_here=here, facts_known=made)
    return True


def code_part(db: sqlite3.Connection) -> int:
    """Return the part of its tracking codes from which this store draws; 0 but for a restored copy."""
    return int(meta.get(db, "code_part", "0"))


class Witness:
    """The file beside the store. Belongs to one thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._noted: tuple[str, int] | None = None

    def read(self, instance_id: UUID) -> int:
        """Return the count that was noted for this enrollment; 0 where there is none, or none that can be read."""
        try:
            noted = json.loads(self._path.read_bytes())
            return int(noted["facts_made"]) if noted["instance_id"] == str(instance_id) else 0
        except FileNotFoundError:
            return 0
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("the count beside the store cannot be read", error=type(error).__name__)
            return 0

    def note(self, instance_id: UUID, made: int) -> None:
        """Write the count down where it has changed. A disk that takes no more is the store's to tell."""
        now = (str(instance_id), made)
        if now == self._noted:
            return
        try:
            durable.write(self._path, json.dumps({"instance_id": now[0], "facts_made": made}) + "\n", 0o640)
        except OSError as error:
            _log.warning("the count beside the store cannot be written", error=error.strerror)
            return
        self._noted = now
