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
Menu = dict[str, Any]
"""What may be asked for: ids of `queues`, `form` and its `field`, its `kind`, `poll` and its `question`."""


def menu(content: dict[str, Any]) -> Menu:
    """Return what a kiosk with this content offers; one text field of a form is answered."""
    catalogue = content["catalogue"]
    form, field = next(
        (form, field) for form in catalogue["forms"] for field in form["fields"] if field["kind"] in ("text", "name")
    )
    poll = catalogue["polls"][0]
    return {
        "queues": [queue["id"] for queue in catalogue["queues"]][:2],
        "form": form["id"],
        "kind": form["kind"],
        "field": field["id"],
        "poll": poll["id"],
        "question": poll["questions"][0]["id"],
    }


def visit(path: Path, log: Path, seed: int) -> None:
    """Ask until killed. What was acknowledged goes to `log` in one write before anything else is asked."""
    rng = random.Random(seed)
    offered = json.loads(log.with_suffix(".menu").read_bytes())
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    client = DaemonClient(path, timeout_s=60)
    client.start()
    while True:
        method, params = question(rng, offered)
        answer = client.call(method, params)
        told = {"method": method, "key": params["key"], "result": answer.result, "error": answer.error}
        os.write(handle, json.dumps(told).encode() + b"\n")
        if rng.random() < 0.1:  # a second touch on the same page
            again = client.call(method, params)
            told = {"method": method, "key": params["key"], "result": again.result, "error": again.error}
            os.write(handle, json.dumps(told).encode() + b"\n")
        time.sleep(rng.uniform(0, PAUSE_S * 2))


def question(rng: random.Random, offered: Menu) -> tuple[str, dict[str, Any]]:
    """Return what a visitor asks next."""
    key = str(uuid.UUID(int=rng.getrandbits(128), version=4))
    chance = rng.random()
    if chance < 0.6:
        return "ticket.issue", {"key": key, "queue": rng.choice(offered["queues"]), "language": "fa"}
    if chance < 0.85:
        answers = {offered["field"]: "مریم رضایی"}
        ask = {"key": key, "kind": offered["kind"], "form": offered["form"], "language": "en", "answers": answers}
        return "request.submit", ask
    answers = {offered["question"]: rng.randint(1, 5)}
    return "poll.answer", {"key": key, "poll": offered["poll"], "answers": answers, "language": "fa"}
