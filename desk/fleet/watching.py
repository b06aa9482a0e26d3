"""Looking at every kiosk once a minute: an alarm begins where something is wrong, ends where it is well (G10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from desk.directory.publishing import current_version
from desk.fleet.alarms import settle
from desk.fleet.models import Alarm, Kiosk

SILENT = timedelta(minutes=10)
"""A kiosk tells of itself every minute; one that was unplugged for cleaning shall not ring at once."""
CLOCK_MS = 300_000
OUTBOX = 100
KINDS = ("silent", "quarantine", "outbox", "clock", "old_content", "health")
_BAD = ("warning", "fault")


def watch() -> str:
    """Raise and settle the alarms of every kiosk: a job."""
    began = ended = 0
    for kiosk in Kiosk.objects.filter(enrolled_at__isnull=False):
        wrong = {} if kiosk.retired_at else dict(troubles(kiosk))
        standing = set(Alarm.objects.filter(kiosk=kiosk, closed_at=None, kind__in=KINDS).values_list("kind", flat=True))
        for kind, text in wrong.items():
            if kind not in standing:
                Alarm.objects.create(kiosk=kiosk, kind=kind, text=text[:300])
                began += 1
        for kind in standing - set(wrong):
            settle(kiosk, kind)
            ended += 1
    return f"{began} alarms began, {ended} ended" if began or ended else ""


def troubles(kiosk: Kiosk) -> Iterator[tuple[str, str]]:
    """Yield kind and text of what is wrong with a kiosk now; the text is for technicians, without personal data."""
    if kiosk.last_seen is None or kiosk.last_seen < timezone.now() - SILENT:
        yield "silent", f"not heard since {kiosk.last_seen:%Y-%m-%d %H:%M} UTC" if kiosk.last_seen else "never heard"
        return  # what it said before says nothing of now
    if kiosk.quarantined:
        yield "quarantine", f"{kiosk.quarantined} facts in quarantine"
    if kiosk.outbox > OUTBOX:
        yield "outbox", f"{kiosk.outbox} facts not yet sent"
    if kiosk.clock_offset_ms is not None and abs(kiosk.clock_offset_ms) > CLOCK_MS:
        yield "clock", f"clock off by {round(kiosk.clock_offset_ms / 1000)} s"
    if kiosk.content_version and kiosk.content_version < current_version(kiosk.site_id):
        yield "old_content", f"shows version {kiosk.content_version} of {current_version(kiosk.site_id)}"
    bad = [f"{name}: {state}" for name, state in sorted(kiosk.health.items()) if state in _BAD]
    if bad:
        yield "health", ", ".join(bad)
