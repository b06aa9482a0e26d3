"""Hears the desk: queues, calls, commands, a new key, a new version, by a long poll."""

from __future__ import annotations

import sqlite3
import threading
from functools import partial
from typing import Protocol

import structlog

from sync import identity
from sync.backoff import Backoff
from sync.client import DeskClient
from sync.clock import wall_now
from sync.errors import DeskRefused, DeskUnreachable, StoreClosed, StoreError
from sync.link import Link
from sync.protocol.alerts import SignedAlert
from sync.protocol.messages import Call, Command, CommandResult, DeskKey, QueueState, StateAnswer
from sync.sealing import check_key
from sync.store import Store

WAIT_S = 25
_KNOWN_CALLS = 500
_log = structlog.get_logger("sync.listener")


class Ears(Protocol):
    """Who is told. Called on the listener's thread."""

    def queues(self, states: tuple[QueueState, ...]) -> None:
        """The lines as they are now; told with every answer, for that they did not change is news too."""

    def call(self, call: Call) -> None:
        """A ticket is called; each call and repeat once."""

    def alerts(self, key: str, messages: tuple[SignedAlert, ...]) -> None:
        """The urgent notices of the last days, and the key that signs them; the same ones come again."""

    def command(self, command: Command) -> CommandResult:
        """Do what the desk asks; called once for each command."""

    def published(self, version: int) -> None:
        """The newest version at the desk."""


class Listener:
    """The thread that waits for the desk's words."""

    def __init__(self, store: Store, client: DeskClient, link: Link, ears: Ears, backoff: Backoff) -> None:
        self._store = store
        self._client = client
        self._link = link
        self._ears = ears
        self._backoff = backoff
        self._stop = threading.Event()
        self._cursor = ""
        self._calls: dict[str, int] = {}

    def stop(self) -> None:
        """End soon."""
        self._stop.set()

    def run(self) -> None:
        """Listen until stopped."""
        while not self._stop.is_set():
            try:
                self._tell_results()  # first: a result that did not get through must not wait for the next news
                self._take(self._client.state(self._cursor, WAIT_S if self._cursor else 0))
                self._backoff.worked()
            except (DeskUnreachable, DeskRefused) as error:
                if self._stop.is_set():
                    return
                self._link.failed(error)
                self._stop.wait(self._backoff.failed(getattr(error, "retry_after", None)))
            except StoreClosed:
                return
            except StoreError as error:
                _log.error("the store does not answer", error=str(error))
                self._stop.wait(self._backoff.failed())

    def _take(self, answer: StateAnswer) -> None:
        self._link.worked()
        if answer.desk_key is not None:
            self._take_key(answer.desk_key)
        self._ears.queues(answer.queues)
        for call in answer.calls:
            self._take_call(call)
        for command in answer.commands:
            self._take_command(command)
        if answer.alert_key:
            self._ears.alerts(answer.alert_key, answer.alerts)
        self._ears.published(answer.content_version)
        self._cursor = answer.cursor

    def _take_call(self, call: Call) -> None:
        known = self._calls.get(str(call.call_id))
        if known is not None and known >= call.repeat:
            return
        self._calls[str(call.call_id)] = call.repeat
        while len(self._calls) > _KNOWN_CALLS:
            self._calls.pop(next(iter(self._calls)))
        self._ears.call(call)

    def _take_key(self, key: DeskKey) -> None:
        with self._store.read() as db:
            if identity.desk_key(db) == key:
                return
        try:
            check_key(key)
        except ValueError as error:
            _log.error("the desk's new key is none", error=str(error))
            return
        self._store.write(lambda db: identity.put_key(db, key))
        _log.info("personal data is sealed to a new key", key_id=key.key_id)

    def _take_command(self, command: Command) -> None:
        """Run a command once: it is noted before it runs, so a crash within it does not run it again."""
        if not self._store.write(lambda db: _note(db, command)):
            return
        result = self._ears.command(command)
        if result.picture:
            # A picture is told once and never stored here; what cannot be told now is told without it.
            try:
                self._client.command_result(command.command_id, result)
            except (DeskUnreachable, DeskRefused) as error:
                _log.warning("a picture did not reach the desk", error=str(error))
        self._store.write(
            lambda db: db.execute(
                "UPDATE commands SET outcome = ?, detail = ? WHERE command_id = ?",
                (result.outcome, result.detail, str(command.command_id)),
            )
        )

    def _tell_results(self) -> None:
        with self._store.read() as db:
            rows = db.execute(
                "SELECT command_id, coalesce(outcome, 'failed'), "
                "CASE WHEN outcome IS NULL THEN 'interrupted by a restart' ELSE detail END FROM commands WHERE told = 0"
            ).fetchall()
        for command_id, outcome, detail in rows:
            try:
                self._client.command_result(command_id, CommandResult(outcome=outcome, detail=detail))
            except DeskRefused as error:
                _log.warning("the desk does not take a command's result", id=command_id, code=error.code)
            self._store.write(partial(_told, command_id=command_id))


def _told(db: sqlite3.Connection, command_id: str) -> None:
    db.execute("UPDATE commands SET told = 1 WHERE command_id = ?", (command_id,))


def _note(db: sqlite3.Connection, command: Command) -> bool:
    """Record a command; false where it was recorded before."""
    return bool(
        db.execute(
            "INSERT OR IGNORE INTO commands (command_id, kind, taken_at) VALUES (?, ?, ?)",
            (str(command.command_id), command.kind, wall_now().isoformat()),
        ).rowcount
    )
