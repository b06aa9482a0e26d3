"""Facts for tests, made the way the daemon makes them."""

from __future__ import annotations

from uuid import UUID

from sync import outbox
from sync.clock import SiteClock
from sync.ids import uuid7
from sync.protocol.events import HelpCalled, PollAnswered
from sync.store import Store

CLOCK = SiteClock()


def help_called(store: Store, subject: UUID | None = None, screen: str = "home") -> str:
    """Store one small fact and return its id."""
    fact = HelpCalled(call_id=uuid7(), screen=screen)
    return str(store.write(lambda db: outbox.add(db, CLOCK, subject or fact.call_id, fact)))


def poll_answered(store: Store, subject: UUID | None = None) -> str:
    """Store another kind of fact and return its id."""
    fact = PollAnswered(answer_id=uuid7(), poll="visit", answers={"overall": 4}, language="fa")
    return str(store.write(lambda db: outbox.add(db, CLOCK, subject or fact.answer_id, fact)))


def states(store: Store) -> dict[str, int]:
    """Return the state of every fact by id."""
    with store.read() as db:
        return dict(db.execute("SELECT id, state FROM outbox ORDER BY seq").fetchall())
