"""What kiosks and boards are told. The cursor is a hash of the answer, so it survives restarts and fits any process."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from desk import keys
from desk.directory.days import service_day
from desk.directory.models import Queue, Site
from desk.directory.publishing import current_version
from desk.fleet.models import KioskCommand
from desk.live import SharedLook
from desk.queueing.lines import next_up, queue_figures
from desk.queueing.models import State, Ticket
from desk.signage import signing, urgent
from sync.protocol.alerts import SignedAlert
from sync.protocol.messages import Call, Command, DeskKey, NextUp, QueueState, StateAnswer


@dataclass(frozen=True)
class Snapshot:
    """The state of a site; `commands` by kiosk. What all kiosks are told alike is put into words once for all."""

    content_version: int
    queues: tuple[QueueState, ...]
    calls: tuple[Call, ...]
    commands: dict[UUID, tuple[Command, ...]]
    alerts: tuple[SignedAlert, ...]
    desk_key: DeskKey
    alert_key: str

    def answer(self, kiosk_id: UUID) -> bytes:
        """Return a `StateAnswer` for one kiosk, as JSON."""
        answer = {
            "cursor": self.cursor(kiosk_id),
            "now": timezone.now().isoformat(),
            "commands": self._commands(kiosk_id),
            **self._shared,
        }
        return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()

    def cursor(self, kiosk_id: UUID) -> str:
        """Return a short hash of what this kiosk is told; another as soon as anything in it differs."""
        if kiosk_id not in self.commands:
            return self._digest
        mine = json.dumps(self._commands(kiosk_id), sort_keys=True)
        return hashlib.sha256(f"{self._digest}{mine}".encode()).hexdigest()[:24]

    @cached_property
    def _shared(self) -> dict[str, Any]:
        whole = StateAnswer(
            cursor="",
            now=timezone.now(),
            content_version=self.content_version,
            queues=self.queues,
            calls=self.calls,
            desk_key=self.desk_key,
            alert_key=self.alert_key,
            alerts=self.alerts,
        )
        return whole.model_dump(mode="json", exclude={"cursor", "now", "commands"})

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(json.dumps(self._shared, sort_keys=True).encode()).hexdigest()[:24]

    def _commands(self, kiosk_id: UUID) -> list[dict[str, Any]]:
        return [command.model_dump(mode="json") for command in self.commands.get(kiosk_id, ())]


def snapshot(site_id: int) -> Snapshot:
    """Read the state of a site from the database."""
    site = Site.objects.get(pk=site_id)
    commands: dict[UUID, tuple[Command, ...]] = {}
    for row in KioskCommand.objects.filter(kiosk__site=site, outcome="").order_by("made_at"):
        told = Command.model_validate({"command_id": row.pk, "kind": row.kind, "arguments": row.arguments})
        commands[row.kiosk_id] = (*commands.get(row.kiosk_id, ()), told)
    data = settings.CONFIG.data
    return Snapshot(
        content_version=current_version(site_id),
        queues=_queues(site),
        calls=_calls(site),
        commands=commands,
        alerts=urgent.told(site_id),
        desk_key=keys.desk_key(data),
        alert_key=signing.public(data),
    )


def _queues(site: Site) -> tuple[QueueState, ...]:
    figures, following = queue_figures(site), next_up(site)
    return tuple(
        QueueState(
            queue=queue.slug,
            waiting=figures[queue.pk].waiting,
            wait_minutes=figures[queue.pk].wait_minutes,
            open=figures[queue.pk].open,
            full=figures[queue.pk].full,
            next_up=tuple(
                NextUp(queue=ticket.queue.slug, number=ticket.number, series=ticket.series)
                for ticket in following.get(queue.pk, ())
            ),
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


async def wait_for_state(site_id: int, kiosk_id: UUID, since: str, seconds: float) -> bytes:
    """Return the answer as soon as its cursor is another than `since`, else what there is after `seconds`."""
    state = await _look.until(site_id, lambda seen: seen.cursor(kiosk_id) != since, seconds)
    return state.answer(kiosk_id)
