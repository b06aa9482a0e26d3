"""What kiosks and boards are told. The cursor is a hash of the answer, so it survives restarts and fits any process."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils import timezone

from desk import keys
from desk.directory.days import service_day
from desk.directory.models import Queue, Site
from desk.directory.publishing import current_version
from desk.fleet.models import KioskCommand
from desk.live import SharedLook
from desk.queueing.lines import queue_figures
from desk.queueing.models import State, Ticket
from desk.signage import signing, urgent
from sync.protocol.alerts import SignedAlert
from sync.protocol.messages import Call, Command, QueueState, StateAnswer


@dataclass(frozen=True)
class Snapshot:
    """The state of a site; `commands` by kiosk."""

    content_version: int
    queues: tuple[QueueState, ...]
    calls: tuple[Call, ...]
    commands: dict[UUID, tuple[Command, ...]]
    alerts: tuple[SignedAlert, ...] = ()

    def answer(self, kiosk_id: UUID) -> StateAnswer:
        """Return what one kiosk is told."""
        mine = self.commands.get(kiosk_id, ())
        return StateAnswer(
            cursor=self.cursor(kiosk_id),
            now=timezone.now(),
            content_version=self.content_version,
            queues=self.queues,
            calls=self.calls,
            commands=mine,
            desk_key=keys.desk_key(settings.CONFIG.data),
            alert_key=signing.public(settings.CONFIG.data),
            alerts=self.alerts,
        )

    def cursor(self, kiosk_id: UUID) -> str:
        """Return a short hash of what this kiosk is told; another as soon as anything in it differs."""
        parts: list[Any] = [self.content_version]
        for group in (self.queues, self.calls, self.commands.get(kiosk_id, ()), self.alerts):
            parts.append([item.model_dump(mode="json") for item in group])
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:24]


def snapshot(site_id: int) -> Snapshot:
    """Read the state of a site from the database."""
    site = Site.objects.get(pk=site_id)
    commands: dict[UUID, tuple[Command, ...]] = {}
    for row in KioskCommand.objects.filter(kiosk__site=site, outcome="").order_by("made_at"):
        told = Command.model_validate({"command_id": row.pk, "kind": row.kind, "arguments": row.arguments})
        commands[row.kiosk_id] = (*commands.get(row.kiosk_id, ()), told)
    return Snapshot(current_version(site_id), _queues(site), _calls(site), commands, urgent.told(site_id))


def _queues(site: Site) -> tuple[QueueState, ...]:
    figures = queue_figures(site)
    return tuple(
        QueueState(
            queue=queue.slug,
            waiting=figures[queue.pk].waiting,
            wait_minutes=figures[queue.pk].wait_minutes,
            full=figures[queue.pk].full,
        )
        for queue in Queue.objects.filter(site=site, active=True)
    )


def _calls(site: Site) -> tuple[Call, ...]:
    called = Ticket.objects.filter(queue__site=site, service_day=service_day(site), state=State.CALLED).select_related(
        "queue", "counter"
    )
    return tuple(
        Call.model_validate(
            {
                "call_id": ticket.call_id,
                "ticket_id": ticket.pk,
                "queue": ticket.queue.slug,
                "number": ticket.number,
                "series": ticket.series,
                "counter": ticket.counter.slug,
                "called_at": ticket.called_at,
                "repeat": ticket.call_repeat,
                "language": ticket.language,
            }
        )
        for ticket in called.order_by("called_at", "id")
        if ticket.counter is not None
    )


_look = SharedLook(snapshot)


async def wait_for_state(site_id: int, kiosk_id: UUID, since: str, seconds: float) -> StateAnswer:
    """Return as soon as the cursor is another than `since`, else what there is after `seconds`."""
    state = await _look.until(site_id, lambda seen: seen.cursor(kiosk_id) != since, seconds)
    return await sync_to_async(state.answer, thread_sensitive=False)(kiosk_id)
