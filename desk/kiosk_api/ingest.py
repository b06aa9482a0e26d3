"""Taking events: each in one transaction with its effect, its id a unique key; a bad one never holds up the rest.

Fresh events share a transaction, some dozens at a time: a commit waits for the disk, and a kiosk that was cut off for
a week brings a hundred thousand. Where one of them fails, the group is undone and each is taken by itself.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from desk.fleet.alarms import raise_alarm
from desk.fleet.models import Kiosk
from desk.kiosk_api.effects import EFFECTS, Rejected
from desk.kiosk_api.models import EventReceipt
from desk.kiosk_api.taking import Taking
from desk.kiosk_api.turns import place
from sync.protocol.events import MAX_EVENT_BYTES, Event, Payload
from sync.protocol.messages import Verdict

_PAYLOAD: TypeAdapter[Any] = TypeAdapter(Payload)
_KINDS = frozenset(kind.model_fields["kind"].default for kind in EFFECTS)
_NO_ID = UUID(int=0)
_TOGETHER = 50
"""Few enough that an operator who calls the next visitor never waits long behind a kiosk that catches up."""
_ANSWER_WITHIN_S = 4.0
"""The kiosk gives an answer up some time; what is not stored by then is asked for again, so that each batch gets on."""
_log = logging.getLogger("desk.ingest")


class _Known(NamedTuple):
    sha256: str
    outcome: str


def ingest(kiosk: Kiosk, raw: Sequence[Any]) -> tuple[Verdict, ...]:
    """Return one verdict for each of `raw`, in order. An event without a readable id is answered under the nil UUID."""
    parsed = [_parse(item) for item in raw]
    ids = [item.id for item in parsed if isinstance(item, Event)]
    known = {
        row.pk: _Known(row.sha256, row.outcome)
        for row in EventReceipt.objects.filter(pk__in=ids).only("id", "sha256", "outcome")
    }
    fresh: dict[UUID, Event] = {}
    for item in parsed:
        if isinstance(item, Event) and item.id not in known:
            fresh.setdefault(item.id, item)
    digests = {item.id: _digest(item) for item in fresh.values()}
    told = _store_all(kiosk, fresh.values(), digests)
    verdicts = []
    for item in parsed:
        if isinstance(item, Verdict):
            verdicts.append(item)
            continue
        # The same id a second time in one batch is a repeat, with the same content or with other.
        verdict = told.pop(item.id, None) or _take(kiosk, item, known.get(item.id))
        known.setdefault(item.id, _Known(digests.get(item.id, ""), verdict.outcome))
        verdicts.append(verdict)
    return tuple(verdicts)


def _store_all(kiosk: Kiosk, events: Iterable[Event], digests: dict[UUID, str]) -> dict[UUID, Verdict]:
    """Store fresh events in their order, in groups; returns their verdicts."""
    told: dict[UUID, Verdict] = {}
    left = iter(events)
    give_up = time.monotonic() + _ANSWER_WITHIN_S
    while group := list(islice(left, _TOGETHER)):
        try:
            with place(give_up - time.monotonic()), transaction.atomic():
                taking = Taking(kiosk, single=False)
                for event in group:
                    _effect(taking, event)
                taking.store()
                EventReceipt.objects.bulk_create(_receipt(kiosk, event, digests[event.id], "stored") for event in group)
        except OperationalError as error:
            # The rest of the batch would wait for the same lock in vain, and the kiosk for all of it.
            group.extend(left)
            _log.warning("%s events come again: %s", len(group), type(error).__name__)
            told |= {event.id: _later(event) for event in group}
        except (Rejected, DatabaseError) as error:
            _log.info("%s events are taken one by one: %s", len(group), type(error).__name__)
            told |= {event.id: _take(kiosk, event, None) if _in_time(give_up) else _later(event) for event in group}
        else:
            told |= {event.id: Verdict(id=event.id, outcome="stored") for event in group}
    return told


def _in_time(give_up: float) -> bool:
    return time.monotonic() < give_up


def _later(event: Event) -> Verdict:
    return Verdict(id=event.id, outcome="retry", reason="busy")


def _parse(raw: Any) -> Event | Verdict:
    try:
        return Event.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return Verdict(id=_id_of(raw), outcome="rejected", reason=f"invalid {where}: {first['msg']}"[:200])


def _id_of(raw: Any) -> UUID:
    try:
        return UUID(str(raw["id"]))
    except (KeyError, TypeError, ValueError):
        return _NO_ID


def _take(kiosk: Kiosk, event: Event, known: _Known | None) -> Verdict:
    digest = _digest(event)
    if known is not None and known.outcome in ("stored", "duplicate"):
        return _repeated(kiosk, event, known.sha256 == digest)
    try:
        return _store(kiosk, event, digest)
    except IntegrityError:
        # Another process stored the same event, or something of the same key, since we looked.
        now = EventReceipt.objects.filter(pk=event.id).first()
        if now is not None and now.outcome == "stored":
            return _repeated(kiosk, event, now.sha256 == digest)
        return _reject(kiosk, event, digest, "conflict")
    except OperationalError as error:
        _log.warning("event %s comes again: %s", event.id, type(error).__name__)
        return _later(event)
    except DatabaseError as error:
        # A value that the database cannot hold, such as a number out of range: this event alone is at fault.
        _log.warning("event %s cannot be stored: %s", event.id, type(error).__name__)
        return _reject(kiosk, event, digest, "not_storable")


def _store(kiosk: Kiosk, event: Event, digest: str) -> Verdict:
    try:
        with place(), transaction.atomic():
            taking = Taking(kiosk, single=True)
            _effect(taking, event)
            taking.store()
            _remember(_receipt(kiosk, event, digest, "stored"))
    except Rejected as error:
        if error.alarm:
            raise_alarm(kiosk, error.alarm, error.detail)
        return _reject(kiosk, event, digest, str(error))
    return Verdict(id=event.id, outcome="stored")


def _effect(taking: Taking, event: Event) -> None:
    fact = _payload(event)
    EFFECTS[type(fact)](taking, event.occurred_at, fact)


def _payload(event: Event) -> Any:
    if event.kind not in _KINDS:
        raise Rejected("unknown_kind")
    if event.payload.get("kind") != event.kind:
        raise Rejected("kind_of_payload_differs")
    if len(json.dumps(event.payload)) > 2 * MAX_EVENT_BYTES:
        raise Rejected("too_large")
    try:
        return _PAYLOAD.validate_python(event.payload)
    except ValidationError as error:
        first = error.errors()[0]
        raise Rejected(f"invalid {'.'.join(str(p) for p in first['loc'])}: {first['msg']}"[:200]) from error


def _receipt(kiosk: Kiosk, event: Event, digest: str, outcome: str, reason: str = "") -> EventReceipt:
    return EventReceipt(
        id=event.id,
        sha256=digest,
        kiosk=kiosk,
        kind=event.kind,
        subject=event.subject,
        occurred_at=event.occurred_at,
        received_at=timezone.now(),
        clock_offset_ms=event.clock.offset_ms,
        outcome=outcome,
        reason=reason,
        payload=event.payload if outcome == "rejected" else None,
    )


def _remember(receipt: EventReceipt) -> None:
    EventReceipt.objects.filter(pk=receipt.pk, outcome="rejected").delete()
    receipt.save(force_insert=True)


def _reject(kiosk: Kiosk, event: Event, digest: str, reason: str) -> Verdict:
    """Remember a rejected event, so that staff see it; sent again (after a fix here) it is tried anew."""
    with transaction.atomic():
        _remember(_receipt(kiosk, event, digest, "rejected", reason))
    return Verdict(id=event.id, outcome="rejected", reason=reason)


def _repeated(kiosk: Kiosk, event: Event, same: bool) -> Verdict:
    if same:
        return Verdict(id=event.id, outcome="duplicate")
    raise_alarm(kiosk, "event_id_reused", f"event {event.id} came with other content")
    return Verdict(id=event.id, outcome="rejected", reason="id_reused_with_other_content")


def _digest(event: Event) -> str:
    body = json.dumps(event.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()
