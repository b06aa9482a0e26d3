"""What a person must look at, told once as long as nobody has closed it."""

from __future__ import annotations

from django.utils import timezone

from desk.fleet.models import Alarm, Kiosk

_LONGEST = 300


def raise_alarm(kiosk: Kiosk, kind: str, text: str) -> None:
    """Tell the staff, unless the same stands there already."""
    told = text[:_LONGEST]
    if not Alarm.objects.filter(kiosk=kiosk, kind=kind, text=told, closed_at=None).exists():
        Alarm.objects.create(kiosk=kiosk, kind=kind, text=told)


def settle(kiosk: Kiosk, kind: str) -> None:
    """What the alarms of a kind told of is over: nobody need close them."""
    Alarm.objects.filter(kiosk=kiosk, kind=kind, closed_at=None).update(closed_at=timezone.now())
