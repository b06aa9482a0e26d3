"""Small catalogues for tests, in the form of the wire."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sync.protocol.catalogue import Content


def text(words: str) -> dict[str, str]:
    """Return `words` as a text in the four languages."""
    return {lang: f"{words} {lang}" for lang in ("fa", "ar", "en", "ru")}


def catalogue(**changes: Any) -> dict[str, Any]:
    """Return a catalogue: two queues, two services, a form, a poll; open day and night."""
    base: dict[str, Any] = {
        "organisation": {"id": "uni", "name": text("University")},
        "site": {"id": "main", "name": text("Main building"), "timezone": "Asia/Tehran"},
        "floors": [{"id": "ground", "ordinal": 0, "name": text("Ground floor")}],
        "departments": [{"id": "edu", "name": text("Education"), "floor": "ground"}],
        "rooms": [{"id": "hall", "floor": "ground", "number": "12", "name": text("Hall"), "kind": "counter-hall"}],
        "counters": [{"id": "c1", "number": "1", "room": "hall", "queues": ["adm", "rec"]}],
        "queues": [
            {
                "id": "adm",
                "name": text("Admission"),
                "letter": {"fa": "آ", "ar": "أ", "en": "A", "ru": "А"},
                "room": "hall",
            },
            {
                "id": "rec",
                "name": text("Records"),
                "letter": {"fa": "ب", "ar": "ب", "en": "B", "ru": "Б"},
                "room": "hall",
            },
        ],
        "services": [
            {
                "id": "admission",
                "name": text("Admission"),
                "department": "edu",
                "summary": text("To be admitted"),
                "queue": "adm",
                "form": "ask",
                "durations": [{"min": 2, "max": 4, "unit": "working_day"}],
                "evidence": [{"id": "passport", "kind": "document", "name": text("Passport")}],
                "costs": [{"purpose": text("Fee"), "amount": 250000}],
            },
            {
                "id": "transcript",
                "name": text("Transcript"),
                "department": "edu",
                "summary": text("Marks"),
                "queue": "rec",
            },
        ],
        "forms": [
            {
                "id": "ask",
                "name": text("Request"),
                "fields": [
                    {"id": "name", "kind": "name", "name": text("Name")},
                    {"id": "national-id", "kind": "national_id", "name": text("National ID")},
                    {"id": "mobile", "kind": "mobile", "name": text("Mobile")},
                    {"id": "words", "kind": "long_text", "name": text("Words"), "max_length": 2000, "required": False},
                ],
            }
        ],
        "polls": [
            {"id": "visit", "name": text("Visit"), "questions": [{"id": "overall", "text": text("How was it?")}]}
        ],
    }
    return {**base, **changes}


def content(version: int = 1, **changes: Any) -> bytes:
    """Return a published document as the desk would send it."""
    document = {
        "content_schema": 1,
        "version": version,
        "published_at": datetime(2026, 11, 21, 8, tzinfo=UTC).isoformat(),
        "catalogue": catalogue(**changes),
    }
    Content.model_validate(document)
    return json.dumps(document, ensure_ascii=False).encode()


def etag(body: bytes) -> str:
    """Return the ETag that the wire asks for."""
    return hashlib.sha256(body).hexdigest()
