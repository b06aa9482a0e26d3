"""Adding to the chained log, and checking it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from desk.audit.addresses import client_address
from desk.audit.models import AuditEntry, ChainHead
from desk.staff.models import User

START = "0" * 64


def record(
    actor: User | None, action: str, subject: str, request: HttpRequest | None = None, **detail: Any
) -> AuditEntry:
    """Add one row in the caller's transaction. `subject` is `kind:id`; `detail` must be JSON without personal data."""
    with transaction.atomic():
        ChainHead.objects.get_or_create(pk=1, defaults={"hash": START})
        head = ChainHead.objects.select_for_update().get(pk=1)
        entry = AuditEntry(
            at=timezone.now(),
            actor=actor,
            actor_name=actor.username if actor else "system",
            action=action,
            subject=subject,
            detail=detail,
            address=client_address(request) if request else "",
            previous=head.hash,
        )
        entry.hash = digest(entry)
        entry.save(force_insert=True)
        head.hash, head.count = entry.hash, head.count + 1
        head.save()
    return entry


def digest(entry: AuditEntry) -> str:
    """Return the SHA-256 of a row and of the hash before it."""
    body = json.dumps(
        [
            entry.previous,
            entry.at.isoformat(),
            entry.actor_id,
            entry.actor_name,
            entry.action,
            entry.subject,
            entry.detail,
            entry.address,
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(body.encode()).hexdigest()


def verify() -> Iterator[str]:
    """Yield one line for each break of the chain: a row changed, taken out, put in, or cut off at the end."""
    previous, count = START, 0
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        count += 1
        if entry.previous != previous:
            yield f"row {entry.pk}: does not follow the row before it (one was taken out or put in)"
        if digest(entry) != entry.hash:
            yield f"row {entry.pk}: was changed after it was written"
        previous = entry.hash
    head = ChainHead.objects.filter(pk=1).first()
    if head is None and count:
        yield "the head of the chain is gone"
    elif head is not None and (head.hash, head.count) != (previous, count):
        yield f"the log ends with row {count}, its head counts {head.count}: rows were cut off or added at the end"
