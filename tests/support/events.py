"""Events as a kiosk makes them."""

from __future__ import annotations

import json
import uuid
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from nacl.public import PublicKey, SealedBox

from sync.protocol.codes import make_code


def event(payload: dict[str, Any], subject: str, at: datetime | None = None) -> dict[str, Any]:
    """Return an envelope round a payload."""
    return {
        "id": str(uuid.uuid4()),
        "kind": payload["kind"],
        "subject": subject,
        "occurred_at": (at or datetime.now(UTC)).isoformat(),
        "clock": {"boot_id": "test", "monotonic": 1.5, "offset_ms": 0},
        "payload": payload,
    }


def today(after: int = 0) -> str:
    """Return the service day at the sample's site, or the one so many days after it."""
    return (datetime.now(ZoneInfo("Asia/Tehran")).date() + timedelta(days=after)).isoformat()


def ticket(kiosk_number: int, number: int, queue: str, **more: Any) -> dict[str, Any]:
    """Return an event of a ticket that was given."""
    ticket_id = str(uuid.uuid4())
    at = more.pop("at", None)
    payload = {
        "kind": "ticket.issued",
        "ticket_id": ticket_id,
        "code": make_code(kiosk_number),
        "queue": queue,
        "service_day": today(),
        "number": number,
        "language": "fa",
        **more,
    }
    return event(payload, ticket_id, at)


def request(told: dict[str, Any], form: str, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an event of a registered request, its answers sealed to the desk that `told` its key."""
    request_id = str(uuid.uuid4())
    box = SealedBox(PublicKey(b64decode(told["desk_key"]["public_key"])))
    sealed = box.encrypt(json.dumps(answers, ensure_ascii=False).encode())
    payload = {
        "kind": "request.submitted",
        "request_id": request_id,
        "code": make_code(told["number"]),
        "request_kind": "service",
        "form": form,
        "language": "fa",
        "answers": {"key_id": told["desk_key"]["key_id"], "ciphertext": b64encode(sealed).decode()},
        **more,
    }
    return event(payload, request_id)


def new_id() -> str:
    """Return an id that nobody has."""
    return str(uuid.uuid4())
