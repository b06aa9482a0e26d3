"""Queue tickets (C45, C46): choose a line, take a number, keep it."""

from __future__ import annotations

from uuid import UUID

from kiosk.flow.context import Context
from kiosk.flow.hours import opening
from kiosk.flow.page import (
    Block,
    Cards,
    Chip,
    Choice,
    Destination,
    Empty,
    Fact,
    Facts,
    Number,
    Page,
    Panel,
    Paragraph,
    QrCode,
    Role,
    do,
    go,
)
from kiosk.flow.views.registry import view
from kiosk.ipc import Ticket
from sync.protocol.services import Queue

PRIORITIES = (
    ("elderly", "human-cane"),
    ("disabled", "wheelchair-accessibility"),
    ("pregnant", "human-pregnant"),
    ("child", "human-male-child"),
)
"""Who is called earlier, by the office's rule (C46), and the icon of each."""
_NO_PAPER = frozenset({"paper_out", "cover_open", "offline", "cutter_error"})
NO_PAPER_S = 60.0
"""How long a number stays shown that is on no paper (U7), in seconds."""


@view("queues")
def queues(c: Context, to: Destination) -> Page:
    """The lines that give tickets here."""
    rows = []
    for queue in c.directory.catalogue.queues:
        state = c.queue_state(queue.id)
        note = c.place(queue.room)
        if state is not None and not state.open:
            note = c.tr("queue.closed") + " · " + note
        elif state is not None and state.full:
            note = c.tr("queue.full") + " · " + note
        elif state is not None:
            note = c.plural("count.waiting", state.waiting) + " · " + note
        letter = c.tx(queue.letter)
        rows.append(
            Choice(
                f"queue.{queue.id}",
                c.tx(queue.name),
                go("take-ticket", queue=queue.id),
                "ticket-confirmation",
                note,
                trailing_icon="chevron",
                said=f"{c.tx(queue.name)}. {letter}. {note}",
            )
        )
    return Page(
        name="queues",
        title=c.tr("action.ticket"),
        subtitle=c.tr("queues.what"),
        blocks=(Cards(tuple(rows), "row"),) if rows else (Empty("ticket-confirmation", c.tr("queues.none")),),
    )


@view("take-ticket")
def take_ticket(c: Context, to: Destination) -> Page:
    """What waits before the number is given; the key is made when this page opens: one touch is one ticket (U6)."""
    queue = c.directory.queues[to.arg("queue")]
    service = c.directory.services.get(to.arg("service"))
    state = c.queue_state(queue.id)
    key = c.visit.key(f"ticket:{queue.id}:{to.arg('service')}")
    shut = shut_reason(c, queue.id)
    if shut is not None:
        return Page(
            name="take-ticket",
            chip=Chip(c.tx(queue.name)),
            blocks=(shut,),
            actions=(
                Choice("queues.others", c.tr("queues.others"), go("queues"), "ticket-confirmation"),
                Choice("guide.home", c.tr("bar.home"), go("home", "root"), "home", role="primary"),
            ),
            layout="centred",
            args=to.args,
        )
    rows = [Fact("map-marker", c.tr("ticket.wait_here"), waiting_place(c, queue.id))]
    if state is not None:
        rows.insert(0, Fact("account-group", c.tr("ticket.waiting_now"), c.plural("count.people", state.waiting)))
        if state.wait_minutes:
            rows.insert(1, Fact("clock-outline", c.tr("ticket.about"), c.minutes(state.wait_minutes)))
    blocks: list[Block] = [Facts(tuple(rows))]
    if queue.priority:
        blocks.append(Cards((_priority(c),), "row"))
    blocks += _warnings(c)
    return Page(
        name="take-ticket",
        title=c.tx(queue.name),
        subtitle=c.tx(service.name) if service else "",
        blocks=tuple(blocks),
        actions=(
            Choice(
                "ticket.take",
                c.tr("action.ticket"),
                do("issue", queue=queue.id, service=to.arg("service"), key=str(key)),
                "ticket-confirmation",
                role="saffron",
            ),
        ),
        busy="issue" in c.visit.awaited,
        args=to.args,
    )


def _priority(c: Context) -> Choice:
    kind = c.visit.text("priority")
    return Choice(
        "ticket.priority",
        c.tr("ticket.priority"),
        go("priority"),
        dict(PRIORITIES).get(kind, "human-cane"),
        c.tr(f"priority.{kind}") if kind else c.tr("ticket.priority_note"),
        selected=bool(kind),
        trailing_icon="check-circle" if kind else "chevron",
    )


@view("priority")
def priority(c: Context, to: Destination) -> Page:
    """Whose priority: taken at the visitor's word."""
    chosen = c.visit.text("priority")
    rows = tuple(
        Choice(
            f"priority.{kind}",
            c.tr(f"priority.{kind}"),
            do("priority", value=kind),
            icon,
            selected=kind == chosen,
            trailing_icon="check-circle" if kind == chosen else "circle-outline",
        )
        for kind, icon in PRIORITIES
    )
    return Page(
        name="priority",
        title=c.tr("priority.title"),
        subtitle=c.tr("priority.note"),
        blocks=(Cards(rows, "row"),),
        actions=(Choice("priority.no", c.tr("priority.no"), do("priority", value="")),),
    )


def _warnings(c: Context) -> list[Block]:
    if c.status is not None and c.status.printer in _NO_PAPER:
        return [
            Panel(
                c.tr("ticket.printer_empty"),
                c.tr("ticket.printer_empty_note"),
                icon="printer-alert",
            )
        ]
    return []


def shut_reason(c: Context, queue: str) -> Empty | None:
    """Why no ticket is given now, and what to do instead; None where it is given."""
    state = c.queue_state(queue)
    failure = c.visit.failures.get("issue", "")
    if failure == "closed" or (state is not None and not state.open):
        hours = opening(c.directory.catalogue.site.hours, c.local(c.now))
        ask = c.tr("browse.ask", place=c.desk())
        text = c.tr("ticket.opens", time=c.moment(hours.next_open)) if hours.next_open else ask
        return Empty("clock-outline", c.tr("ticket.closed"), text)
    if failure == "queue_full" or (state is not None and state.full):
        return Empty(
            "account-group",
            c.tr("ticket.full"),
            c.tr("ticket.full_note"),
        )
    if failure:
        return Empty("alert-circle-outline", c.tr("ticket.failed"), other_way(c))
    return None


def other_way(c: Context) -> str:
    """The way without the kiosk, said on each page of trouble (A45)."""
    return c.tr("trouble.other_way", place=c.desk())


def waiting_place(c: Context, queue: str) -> str:
    """Where to wait: the queue's hall and its counters."""
    known = c.directory.queues.get(queue)
    place = c.place(known.room) if known else ""
    counters = [c.digits(counter.number) for counter in c.directory.counters_of(queue)]
    if not counters:
        return place
    word = "place.counter" if len(counters) == 1 else "place.counters"
    return c.joined([place, c.tr(word, number=c.joined(counters))])


@view("ticket")
def ticket(c: Context, to: Destination) -> Page:
    """The number, as the hero of its page; honest about the paper."""
    given = c.visit.tickets[UUID(to.arg("ticket"))]
    paper = c.visit.papers.get(given.print_job) if given.print_job else None
    printer = paper.printer if paper else (c.status.printer if c.status else "unknown")
    state = paper.state if paper else ("none" if given.print_job is None else "queued")
    number = c.ticket_number(given.queue, given.number, given.series)
    service = c.directory.services.get(given.service or "")
    queue = c.directory.queues.get(given.queue)
    name = c.tx(service.name) if service else c.tx(queue.name) if queue else ""
    if state in ("failed", "none") or (state != "confirmed" and printer in _NO_PAPER):
        return _no_paper(c, given, number, name, printer if state != "none" else "none", to)
    if state == "uncertain":
        return _uncertain(c, given, number, name, to)
    return Page(
        name="ticket",
        chip=Chip(c.tr("ticket.done"), "check", "good"),
        blocks=(Number(number, c.tr("ticket.number"), name),),
        side=(
            Facts(tuple(_ticket_facts(c, given))),
            QrCode(
                given.url,
                c.tr("ticket.take") if state == "confirmed" else c.tr("ticket.printing"),
                c.tr("ticket.photo"),
            ),
        ),
        actions=(_way(c, given), _finish(c)),
        idle="ticket",
        layout="centred",
        lasts_s=c.settings.visit.ticket_idle_s if state == "confirmed" else NO_PAPER_S,
        args=to.args,
    )


def _ticket_facts(c: Context, given: Ticket) -> list[Fact]:
    rows = []
    if given.people_ahead is not None:
        rows.append(Fact("account-group", c.tr("ticket.ahead"), c.plural("count.people", given.people_ahead)))
    if given.wait_minutes is not None:
        rows.append(Fact("clock-outline", c.tr("ticket.about"), c.minutes(given.wait_minutes)))
    rows.append(Fact("map-marker", c.tr("ticket.wait_here"), waiting_place(c, given.queue)))
    return rows


def _way(c: Context, given: Ticket) -> Choice:
    queue = c.directory.queues.get(given.queue)
    return Choice("ticket.way", c.tr("action.way"), way_to_queue(c, queue), "directions")


def way_to_queue(c: Context, queue: Queue | None) -> Destination:
    """The way to where a queue waits: to the counter itself where only one serves it."""
    counters = c.directory.counters_of(queue.id) if queue else ()
    if len(counters) == 1:
        return go("room", room=counters[0].room, counter=counters[0].id)
    return go("room", room=queue.room if queue else "")


def _finish(c: Context, words: str = "action.finish", role: Role = "primary") -> Choice:
    return Choice("ticket.finish", c.tr(words), do("after-ticket"), "check", role=role)


def _no_paper(c: Context, given: Ticket, number: str, name: str, printer: str, to: Destination) -> Page:
    words = {
        "paper_out": "ticket.paper_out",
        "cover_open": "ticket.cover_open",
        "none": "ticket.no_printer",
    }
    return Page(
        name="ticket",
        chip=Chip(c.tr(words.get(printer, "ticket.not_printed")), "printer-alert", "bad"),
        title=c.tr("ticket.note_it"),
        blocks=(
            Number(number, "", name),
            Paragraph(c.tr("ticket.counts")),
        ),
        side=(QrCode(given.url, "", "", True),),
        actions=(
            Choice("ticket.help", c.tr("ticket.help"), do("help", screen="ticket"), "hand-back-left"),
            _finish(c, "ticket.have_number"),
        ),
        idle="ticket",
        layout="centred",
        lasts_s=NO_PAPER_S,
        args=to.args,
    )


def _uncertain(c: Context, given: Ticket, number: str, name: str, to: Destination) -> Page:
    job = str(given.print_job)
    return Page(
        name="ticket",
        chip=Chip(c.tr("ticket.no_answer"), "printer-alert", "warn"),
        title=c.tr("ticket.came_out"),
        blocks=(Number(number, c.tr("ticket.number"), name),),
        side=(
            Facts(tuple(_ticket_facts(c, given))),
            QrCode(given.url, "", c.tr("ticket.counts_anyway"), False),
        ),
        actions=(
            Choice("ticket.again", c.tr("ticket.again"), do("print-again", job=job), "printer"),
            _finish(c, "ticket.have_paper"),
        ),
        idle="ticket",
        layout="centred",
        lasts_s=NO_PAPER_S,
        args=to.args,
    )
