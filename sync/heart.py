"""The heartbeat: how this kiosk is, once a minute; and the place where it learns that it is a copy of itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sync import content, outbox
from sync.client import DeskClient
from sync.clock import wall_now
from sync.enrollment import Enrollment
from sync.errors import DeskRefused
from sync.link import Link
from sync.protocol.messages import Heartbeat
from sync.store import Store
from sync.witness import facts_made, go_on_above

HEARTBEAT_S = 60.0
_MOST = 1_000_000


@dataclass
class Report:
    """What a heartbeat says beside the store's own figures."""

    version: str = ""
    printer: Callable[[], str] = lambda: "unknown"
    health: Callable[[], dict[str, str]] = field(default=dict)


class Heart:
    """Beats for one thread. `extra` gives words of health that are known to the caller alone."""

    def __init__(
        self,
        store: Store,
        client: DeskClient,
        who: Enrollment,
        link: Link,
        report: Report,
        extra: Callable[[], dict[str, str]],
    ) -> None:
        self._store = store
        self._client = client
        self._who = who
        self._link = link
        self._report = report
        self._extra = extra
        self._beaten = float("-inf")

    def soon(self) -> None:
        """The desk shall hear at the next turn how things are."""
        self._beaten = float("-inf")

    def beat(self) -> None:
        """Tell the desk where a minute has passed. Raises `DeskUnreachable`, `DeskRefused` and `StoreError`.

        Where the desk knows of more facts than this store has made, the store goes on above them first.
        """
        if time.monotonic() - self._beaten < HEARTBEAT_S:
            return
        try:
            self._client.heartbeat(self._message())
        except DeskRefused as error:
            if error.code != "restored_copy" or not error.where.isdecimal():
                raise
            self._store.write(partial(go_on_above, epoch=self._who.epoch, made=int(error.where)))
            self._client.heartbeat(self._message())
        self._link.worked()
        self._beaten = time.monotonic()

    def _message(self) -> Heartbeat:
        with self._store.read() as db:
            unsent, held = outbox.counts(db)
            version, refused = content.current_version(db), content.refused(db)
            made = facts_made(db)
        health = {**self._report.health(), "content": "fault" if refused else "ok", **self._extra()}
        return Heartbeat(
            instance_id=self._who.instance_id,
            epoch=self._who.epoch,
            version=self._report.version,
            content_version=version,
            outbox=min(unsent, _MOST),
            quarantined=min(held, _MOST),
            printer=self._report.printer(),
            health=health,
            sent_at=wall_now(),
            refused_content=refused,
            facts_made=made,
        )
