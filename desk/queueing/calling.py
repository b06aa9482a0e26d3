"""What an operator does with tickets (O16). Every act is one transaction that checks the state it starts from.

Two counters never get the same ticket: it is taken by an UPDATE that names the state `waiting`, so one of two takes it
and the other looks again. A second press of a button names a ticket that is no longer current, and does nothing.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from desk.directory.days import service_day
from desk.directory.models import Counter, Queue
from desk.queueing.models import AT_COUNTER, QueueRule, State, Ticket, TicketAction
from desk.queueing.order import Order, Reason, choose
from desk.staff.models import User

_TRIES = 50
_AT_COUNTER = f"queueing_ticket.state IN ({', '.join(repr(state.value) for state in AT_COUNTER)})"


class Stale(Exception):
    """The ticket is no longer as the operator saw it; nothing was done."""


class Next(NamedTuple):
    """Who would be called now, and why."""

    ticket: Ticket
    reason: Reason


def order_of(site_id: int) -> Order:
    """Return the rule of a site."""
    rule = QueueRule.objects.filter(site_id=site_id).first()
    return Order(rule.ordinary_per_priority, rule.longest_wait_minutes) if rule else Order()


def waiting_for(counter: Counter) -> QuerySet[Ticket]:
    """Return today's waiting tickets that this counter may call, eldest first."""
    return Ticket.objects.filter(
        Q(only_counter=None) | Q(only_counter=counter),
        line__in=counter.queues.filter(active=True),
        service_day=service_day(counter.site),
        state=State.WAITING,
    ).order_by("place_at", "id")


def at(counters: QuerySet[Counter]) -> QuerySet[Ticket]:
    """Return the tickets that are called to these counters or served there, of whatever day."""
    # Written out: SQLite takes a partial index for constants alone, not for a list of parameters, and would read all.
    return Ticket.objects.filter(counter__in=counters).extra(where=[_AT_COUNTER])


def current(counter: Counter) -> Ticket | None:
    """Return the ticket that is called to the counter or served there."""
    return at(Counter.objects.filter(pk=counter.pk)).select_related("queue", "service", "line").first()


def next_for(counter: Counter, now: datetime | None = None) -> Next | None:
    """Return who is next at a counter, and why; of each line the eldest with and without priority are weighed."""
    candidates: list[Ticket] = []
    mine = Q(only_counter=None) | Q(only_counter=counter)
    day = service_day(counter.site)
    for queue_id in counter.queues.filter(active=True).values_list("id", flat=True):
        line = Ticket.objects.filter(mine, line_id=queue_id, service_day=day, state=State.WAITING).order_by("place_at")
        candidates += [*line.filter(priority="")[:1], *line.exclude(priority="")[:1]]
    found = choose(candidates, _ordinary_since_priority(counter), order_of(counter.site_id), now or timezone.now())
    return Next(candidates[found[0]], found[1]) if found else None


def _ordinary_since_priority(counter: Counter) -> int:
    called = Ticket.objects.filter(counter=counter, service_day=service_day(counter.site)).order_by("-called_at")
    count = 0
    for priority in called.values_list("priority", flat=True)[:50]:
        if priority:
            break
        count += 1
    return count


def call_next(counter: Counter, operator: User, seen: uuid.UUID | None, result: str = "") -> Ticket | None:
    """Finish the ticket that the operator sees (`seen`, None for none) and call the next; None where nobody waits.

    Raises `Stale` where the counter's current ticket is another than `seen`.
    """
    with transaction.atomic():
        Counter.objects.select_for_update().get(pk=counter.pk)
        here = current(counter)
        if (here.pk if here else None) != seen:
            raise Stale
        if here is not None:
            _finish(here, operator, counter, result)
        for _ in range(_TRIES):
            following = next_for(counter)
            if following is None:
                return None
            if _take(following.ticket.pk, counter, operator, State.WAITING):
                _note(following.ticket.pk, operator, counter, "call", following.reason)
                return Ticket.objects.get(pk=following.ticket.pk)
    raise Stale


def _take(ticket_id: uuid.UUID, counter: Counter, operator: User, state: str) -> bool:
    now = timezone.now()
    taken = Ticket.objects.filter(pk=ticket_id, state=state).update(
        state=State.CALLED,
        counter=counter,
        operator=operator,
        call_id=uuid.uuid4(),
        call_repeat=0,
        called_at=now,
        serving_at=None,
        only_counter=None,
    )
    return taken == 1


def _locked(ticket_id: uuid.UUID, counter: Counter, states: tuple[str, ...]) -> Ticket:
    ticket = Ticket.objects.select_for_update().filter(pk=ticket_id, counter=counter, state__in=states).first()
    if ticket is None:
        raise Stale
    return ticket


def _finish(ticket: Ticket, operator: User, counter: Counter, result: str) -> None:
    now = timezone.now()
    Ticket.objects.filter(pk=ticket.pk).update(
        state=State.SERVED, finished_at=now, serving_at=ticket.serving_at or ticket.called_at, result=result[:200]
    )
    _note(ticket.pk, operator, counter, "finish", result)


def finish(counter: Counter, operator: User, ticket_id: uuid.UUID, result: str = "") -> None:
    """End the service of the current ticket."""
    with transaction.atomic():
        _finish(_locked(ticket_id, counter, AT_COUNTER), operator, counter, result)


def start(counter: Counter, operator: User, ticket_id: uuid.UUID) -> None:
    """The visitor has come to the counter."""
    with transaction.atomic():
        ticket = _locked(ticket_id, counter, (State.CALLED,))
        Ticket.objects.filter(pk=ticket.pk).update(state=State.SERVING, serving_at=timezone.now())
        _note(ticket.pk, operator, counter, "start")


def recall(counter: Counter, operator: User, ticket_id: uuid.UUID) -> None:
    """Call the current ticket once more; boards and kiosks show it again."""
    with transaction.atomic():
        ticket = _locked(ticket_id, counter, AT_COUNTER)
        Ticket.objects.filter(pk=ticket.pk).update(call_repeat=F("call_repeat") + 1, state=State.CALLED)
        _note(ticket.pk, operator, counter, "recall")


def no_show(counter: Counter, operator: User, ticket_id: uuid.UUID) -> None:
    """The visitor did not come."""
    with transaction.atomic():
        ticket = _locked(ticket_id, counter, AT_COUNTER)
        Ticket.objects.filter(pk=ticket.pk).update(state=State.NO_SHOW, finished_at=timezone.now())
        _note(ticket.pk, operator, counter, "no_show")


def hold(counter: Counter, operator: User, ticket_id: uuid.UUID) -> None:
    """Put the current ticket aside; it comes back to this counter by `resume`."""
    with transaction.atomic():
        ticket = _locked(ticket_id, counter, AT_COUNTER)
        Ticket.objects.filter(pk=ticket.pk).update(state=State.ON_HOLD)
        _note(ticket.pk, operator, counter, "hold")


def resume(counter: Counter, operator: User, ticket_id: uuid.UUID) -> None:
    """Call a held ticket, or one that was taken for a no-show, to this counter again. The counter must be free."""
    with transaction.atomic():
        Counter.objects.select_for_update().get(pk=counter.pk)
        if current(counter) is not None:
            raise Stale
        ticket = _locked(ticket_id, counter, (State.ON_HOLD, State.NO_SHOW))
        if not _take(ticket.pk, counter, operator, ticket.state):
            raise Stale
        _note(ticket.pk, operator, counter, "resume")


def transfer(counter: Counter, operator: User, ticket_id: uuid.UUID, queue: Queue, only: Counter | None = None) -> None:
    """Send the current ticket to another line, or to one counter of it, keeping the place that it had."""
    if queue.site_id != counter.site_id or (only is not None and not only.queues.filter(pk=queue.pk).exists()):
        raise Stale
    with transaction.atomic():
        ticket = _locked(ticket_id, counter, AT_COUNTER)
        Ticket.objects.filter(pk=ticket.pk).update(
            state=State.WAITING, line=queue, only_counter=only, counter=None, call_id=None, call_repeat=0
        )
        _note(ticket.pk, operator, counter, "transfer", f"{queue.slug}{f'/{only.number}' if only else ''}")


def _note(ticket_id: uuid.UUID, operator: User, counter: Counter, action: str, reason: str = "") -> None:
    TicketAction.objects.create(
        ticket_id=ticket_id, at=timezone.now(), actor=operator, counter=counter, action=action, reason=reason[:200]
    )
