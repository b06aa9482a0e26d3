"""One question to the daemon, answered or not within seconds."""

from __future__ import annotations

import threading
from typing import Any

from kiosk.client import Answer, DaemonClient
from kiosk.config import Settings

ANSWER_S = 5.0


def ask_daemon(settings: Settings, method: str) -> tuple[dict[str, Any] | None, str]:
    """Return the daemon's result, or None and the error word (`no_daemon`, `timeout`, …)."""
    if not settings.socket.exists():
        return None, "no_daemon"
    answered = threading.Event()
    answers: list[Answer] = []

    def take(answer: Answer) -> None:
        answers.append(answer)
        answered.set()

    client = DaemonClient(settings.socket, timeout_s=ANSWER_S)
    client.start()
    try:
        client.ask(method, {}, take)
        answered.wait(ANSWER_S + 1)
    finally:
        client.stop()
    if not answers:
        return None, "timeout"
    return answers[0].result, answers[0].error
