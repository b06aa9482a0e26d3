"""A stand-in for the screen: asks for tickets, requests and polls, and writes down what it was told."""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from pathlib import Path
from typing import Any

from kiosk.client import DaemonClient

PAUSE_S = 0.01


def visit(path: Path, log: Path, seed: int) -> None:
    """Ask until killed. What was acknowledged goes to `log` in one write before anything else is asked."""
    rng = random.Random(seed)
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    client = DaemonClient(path, timeout_s=60)
    client.start()
    while True:
        method, params = question(rng)
        answer = client.call(method, params)
        told = {"method": method, "key": params["key"], "result": answer.result, "error": answer.error}
        os.write(handle, json.dumps(told).encode() + b"\n")
        if rng.random() < 0.1:  # a second touch on the same page
            again = client.call(method, params)
            told = {"method": method, "key": params["key"], "result": again.result, "error": again.error}
            os.write(handle, json.dumps(told).encode() + b"\n")
        time.sleep(rng.uniform(0, PAUSE_S * 2))


def question(rng: random.Random) -> tuple[str, dict[str, Any]]:
    """Return what a visitor asks next."""
    key = str(uuid.UUID(int=rng.getrandbits(128), version=4))
    chance = rng.random()
    if chance < 0.6:
        return "ticket.issue", {"key": key, "queue": rng.choice(("adm", "rec")), "language": "fa"}
    if chance < 0.85:
        answers = {"name": "مریم رضایی", "mobile": "09121234567"}
        ask = {"key": key, "kind": "service", "form": "ask", "service": "admission", "language": "en"}
        return "request.submit", {**ask, "answers": answers}
    return "poll.answer", {"key": key, "poll": "visit", "answers": {"overall": rng.randint(1, 5)}, "language": "fa"}
