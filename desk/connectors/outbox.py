"""Putting messages into the outbox and taking them out: at least once, with growing pauses, never after its time."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from nacl.public import PublicKey, SealedBox

from desk import keys
from desk.connectors.models import Outgoing
from desk.connectors.senders import NotSent, Sender

_CLAIM = timedelta(minutes=2)
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 1800.0
_KEEP = timedelta(days=30)


def enabled() -> bool:
    """Return whether this desk sends text messages at all."""
    return str(settings.CONFIG.sms.sender) != "off"


def put(purpose: str, to: str, text: str, subject: str = "", life: timedelta = timedelta(days=2)) -> Outgoing | None:
    """Write one message into the outbox, in the caller's transaction; None where messages are off.

    `to` is +989…; `life` is how long it is worth sending.
    """
    if not enabled():
        return None
    now = timezone.now()
    key = keys.desk_key(settings.CONFIG.data)
    box = SealedBox(PublicKey(keys.decode(key.public_key)))
    return Outgoing.objects.create(
        purpose=purpose,
        subject=subject,
        key_id=key.key_id,
        sealed=box.encrypt(json.dumps({"to": to, "text": text}, ensure_ascii=False).encode()),
        made_at=now,
        not_before=now,
        expires_at=now + life,
    )


def deliver_due(sender: Sender, most: int = 100) -> int:
    """Send what is due, eldest first; return how many left the house."""
    sent = 0
    for _ in range(most):
        row = _claim()
        if row is None:
            break
        sent += _deliver(row, sender)
    return sent


def _claim() -> Outgoing | None:
    """Take one due message: by an UPDATE that names the claim, so that two workers never send one twice."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    due = Outgoing.objects.filter(free, state=Outgoing.State.WAITING, not_before__lte=now).order_by("not_before")
    for key in due.values_list("pk", flat=True)[:5]:
        if Outgoing.objects.filter(free, pk=key, state=Outgoing.State.WAITING).update(
            claimed_until=now + _CLAIM, attempts=F("attempts") + 1
        ):
            return Outgoing.objects.get(pk=key)
    return None


def _deliver(row: Outgoing, sender: Sender) -> bool:
    now = timezone.now()
    if row.expires_at < now:
        _finish(row, Outgoing.State.EXPIRED)
        return False
    try:
        message = json.loads(keys.unseal(settings.CONFIG.data, row.key_id, bytes(row.sealed)))
        sender.send(message["to"], message["text"])
    except keys.UnsealingError as error:
        _finish(row, Outgoing.State.FAILED, str(error))
        return False
    except NotSent as error:
        if not error.again or row.attempts >= settings.CONFIG.sms.attempts:
            _finish(row, Outgoing.State.FAILED, str(error))
        else:
            row.not_before, row.claimed_until, row.error = _next_try(row.attempts, now), None, str(error)[:200]
            row.save(update_fields=["not_before", "claimed_until", "error"])
        return False
    _finish(row, Outgoing.State.SENT)
    return True


def _next_try(attempts: int, now: datetime) -> datetime:
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (attempts - 1))
    return now + timedelta(seconds=pause * random.uniform(0.7, 1.3))


def _finish(row: Outgoing, state: str, error: str = "") -> None:
    """Note the end and wipe number and text."""
    Outgoing.objects.filter(pk=row.pk).update(
        state=state, done_at=timezone.now(), sealed=b"", claimed_until=None, error=error[:200]
    )


def forget_old() -> str:
    """Delete what ended more than thirty days ago; a job of the worker."""
    ended = Outgoing.objects.exclude(state=Outgoing.State.WAITING).filter(done_at__lt=timezone.now() - _KEEP)
    count, _by_model = ended.delete()
    return f"{count} old messages deleted" if count else ""
