"""Orders of the desk that only the screen can carry out: handed to it, and answered for by it alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from typing import Any
from uuid import UUID

from kiosk.daemon.desk_view import Refusal
from sync.protocol.messages import Command, CommandResult

WAIT_S = 10.0
"""The desk's other news wait meanwhile; a screen that lives answers within a frame or two."""


class OrderDone(CommandResult):
    """`command.done`: what the screen has done."""

    command_id: UUID


class ScreenOrders:
    """`push` hands an order to the screen."""

    def __init__(self, push: Callable[[dict[str, Any]], None], wait_s: float = WAIT_S) -> None:
        self._push = push
        self._wait_s = wait_s
        self._guard = threading.Lock()
        self._open: dict[UUID, Future[CommandResult]] = {}

    def run(self, command: Command) -> CommandResult:
        """Hand the order over and return the screen's word; `failed` where no screen answers in time."""
        answer: Future[CommandResult] = Future()
        with self._guard:
            self._open[command.command_id] = answer
        self._push({"command": command.kind, "command_id": str(command.command_id), "arguments": command.arguments})
        try:
            return answer.result(self._wait_s)
        except TooLate:
            return CommandResult(outcome="failed", detail="no screen answered")
        finally:
            with self._guard:
                self._open.pop(command.command_id, None)

    def done(self, params: dict[str, Any]) -> dict[str, Any]:
        """The screen tells what became of an order. Raises `Refusal` for one that nobody waits for."""
        told = OrderDone.model_validate(params)
        with self._guard:
            waiting = self._open.pop(told.command_id, None)
        if waiting is None:
            raise Refusal("not_found", "no such order is open")
        waiting.set_result(CommandResult(outcome=told.outcome, detail=told.detail, picture=told.picture))
        return {}
