"""What a heartbeat tells: how the kiosk is, what it refused to show, and whether it is a copy of an older store."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from datetime import datetime, timedelta

from django.utils import timezone

from desk.fleet.alarms import raise_alarm, settle
from desk.fleet.models import Kiosk
from sync.protocol.messages import Heartbeat

_JPEG = b"\xff\xd8\xff"
_SAME_BEAT = timedelta(milliseconds=10)


class RestoredCopy(Exception):
    """The store knows of fewer facts than it has once made; `known` is how many the desk has heard of."""

    def __init__(self, known: int) -> None:
        super().__init__(str(known))
        self.known = known


def note(kiosk: Kiosk, beat: Heartbeat) -> None:
    """Keep what a heartbeat says, and tell the staff of what they must look at. Raises `RestoredCopy`."""
    now = timezone.now()
    made = beat.facts_made
    if made is not None and made < kiosk.facts_made:
        if not _late(kiosk, beat.sent_at):
            raise_alarm(kiosk, "restored_copy", f"the store of kiosk {kiosk.number} was restored from a backup")
        raise RestoredCopy(kiosk.facts_made)
    Kiosk.objects.filter(pk=kiosk.pk).update(
        last_seen=now,
        version=beat.version,
        content_version=beat.content_version,
        outbox=beat.outbox,
        quarantined=beat.quarantined,
        printer=beat.printer,
        health=beat.health,
        clock_offset_ms=_clamp(int((beat.sent_at - now).total_seconds() * 1000)),
        facts_made=kiosk.facts_made if made is None else made,
    )
    refused = beat.refused_content
    if refused is None:
        settle(kiosk, "content_refused")
    else:
        version = "a version" if refused.version is None else f"version {refused.version}"
        raise_alarm(kiosk, "content_refused", f"kiosk {kiosk.number} refused {version}: {refused.reason}")


def picture(text: str) -> bytes | None:
    """Return the JPEG that a screen took of itself; None where there is none, or something else."""
    try:
        data = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return None
    return data if data.startswith(_JPEG) else None


def _late(kiosk: Kiosk, sent_at: datetime) -> bool:
    """Whether a heartbeat was sent before the last one that was heard: the network brought it twice, or late."""
    if kiosk.last_seen is None or kiosk.clock_offset_ms is None:
        return False
    return sent_at <= kiosk.last_seen + timedelta(milliseconds=kiosk.clock_offset_ms) + _SAME_BEAT


def _clamp(value: int) -> int:
    return max(-(2**31), min(value, 2**31 - 1))
