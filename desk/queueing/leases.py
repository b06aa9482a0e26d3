"""Blocks of ticket numbers for kiosks: asked for again, the same block; given to two, never."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from desk.directory.models import Queue
from desk.fleet.models import Kiosk
from desk.queueing.models import NumberLease, NumberSpace


def lease(kiosk: Kiosk, request_id: UUID, queue: Queue, day: date, size: int) -> NumberLease:
    """Return the block of `request_id`, made now where there is none yet."""
    with transaction.atomic():
        space = _locked_space(queue, day)
        given = NumberLease.objects.filter(kiosk=kiosk, request_id=request_id).first()
        if given is not None:
            return given
        first = space.next_number
        space.next_number = first + size
        space.save()
        return NumberLease.objects.create(
            kiosk=kiosk,
            request_id=request_id,
            epoch=kiosk.epoch,
            queue=queue,
            service_day=day,
            first=first,
            last=first + size - 1,
        )


def give_back(kiosk: Kiosk, lease_id: UUID, following: int) -> None:
    """Take back the numbers from `following` on; those at the end of the space are given out again, others never.

    An unknown lease is no error: the answer to the first return may have been lost with the row long gone.
    """
    with transaction.atomic():
        found = NumberLease.objects.select_for_update().filter(pk=lease_id, kiosk=kiosk, returned_from=None).first()
        if found is None or not found.first <= following <= found.last:
            return
        space = _locked_space(found.queue, found.service_day)
        if space.next_number == found.last + 1:
            space.next_number = following
            space.save()
        found.returned_from = following
        found.save()


def next_number(queue: Queue, day: date) -> int:
    """Return one number for a ticket that the desk itself gives; call it inside a transaction."""
    space = _locked_space(queue, day)
    space.next_number += 1
    space.save()
    return space.next_number - 1


def _locked_space(queue: Queue, day: date) -> NumberSpace:
    NumberSpace.objects.get_or_create(queue=queue, service_day=day)
    return NumberSpace.objects.select_for_update().get(queue=queue, service_day=day)
