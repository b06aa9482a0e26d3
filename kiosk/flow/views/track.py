"""Following a request or a ticket by its code (C17, C24, C26)."""

from __future__ import annotations

from kiosk.flow.context import Context
from kiosk.flow.page import (
    Block,
    Choice,
    Destination,
    Empty,
    Entry,
    Fact,
    Facts,
    Item,
    Listing,
    Milestone,
    Number,
    Page,
    Panel,
    Timeline,
    Tone,
    Viewfinder,
    do,
    go,
)
from kiosk.flow.views.registry import view
from sync.protocol.codes import LENGTH
from sync.protocol.messages import Milestone as Point
from sync.protocol.messages import TrackAnswer

CODE_GROUPS = (4, 5, 5)
_ERRORS = {
    "length": "track.error.length",
    "digits": "track.error.digits",
    "check": "track.error.check",
    "not_found": "track.error.not_found",
    "scan.elsewhere": "track.error.scan.elsewhere",
    "scan.not_a_code": "track.error.scan.not_a_code",
    "scan.too_long": "track.error.scan.not_a_code",
    "scan.misread": "track.error.scan.misread",
}
STATE_WORDS = {
    "waiting": "state.waiting",
    "called": "state.called",
    "serving": "state.serving",
    "on_hold": "state.on_hold",
    "served": "state.served",
    "no_show": "state.no_show",
    "cancelled": "state.cancelled",
    "transferred": "state.transferred",
    "pending_review": "state.pending_review",
    "registered": "state.registered",
    "rejected": "state.rejected",
    "in_progress": "state.in_progress",
    "needs_documents": "state.needs_documents",
    "answered": "state.answered",
    "closed": "state.closed",
    "lapsed": "state.lapsed",
}
_TONES: dict[str, Tone] = {
    "called": "good",
    "served": "good",
    "answered": "good",
    "closed": "good",
    "no_show": "bad",
    "cancelled": "bad",
    "rejected": "bad",
    "lapsed": "bad",
}
_ICONS = {"done": "check", "current": "progress-clock", "coming": "circle-small", "stopped": "close"}


@view("track")
def track(c: Context, to: Destination) -> Page:
    """The code is typed; a wrong digit is caught before anything is asked."""
    failure = c.visit.failures.get("track", "")
    if failure and failure not in _ERRORS:
        return _unreachable(c)
    text = c.visit.text("code")
    return Page(
        name="track",
        title=c.tr("track.title"),
        subtitle=c.tr("track.note" if c.settings.scanner.kind != "none" else "track.note_typed"),
        blocks=(
            Entry(
                "code",
                c.tr("code.label"),
                c.digits(text),
                "digits",
                error=c.tr(_ERRORS[failure]) if failure else "",
                max_length=LENGTH,
                cells=CODE_GROUPS,
            ),
        ),
        side=(_viewfinder(c),) if c.settings.scanner.kind == "camera" else (),
        actions=(Choice("track.ask", c.tr("track.ask"), do("track"), "magnify", role="primary"),),
        busy="track" in c.visit.awaited,
        idle="form",
        entry_first=True,
    )


def _viewfinder(c: Context) -> Viewfinder:
    hint = c.visit.extra.get("hint") or "show"
    return Viewfinder(c.tr(f"track.hint.{hint}"), c.tr("track.no_picture"))


def _unreachable(c: Context) -> Page:
    return Page(
        name="track",
        layout="centred",
        blocks=(
            Empty(
                "wifi-off",
                c.tr("track.offline"),
                c.tr("track.offline_note"),
            ),
        ),
        actions=(
            Choice("track.home", c.tr("bar.home"), go("home", "root"), "home"),
            Choice("track.again", c.tr("action.again"), do("track"), "refresh", role="primary"),
        ),
        busy="track" in c.visit.awaited,
    )


@view("state")
def state(c: Context, to: Destination) -> Page:
    """The promise first, then the path."""
    found = c.visit.tracked
    if found is None:
        raise LookupError("nothing has been tracked in this visit")
    words = c.tr(STATE_WORDS[found.state])
    blocks: list[Block] = [Panel(words, promise(c, found), _TONES.get(found.state, "warn"), "")]
    if found.missing:
        items = tuple(Item(c.tx(text)) for text in found.missing)
        blocks.append(Listing(items, c.tr("receipt.bring"), "plain"))
    if found.kind == "ticket":
        blocks.append(Facts(tuple(_ticket_facts(c, found))))
    elif found.next_visit_at is not None or found.place:
        blocks.append(Facts(tuple(_request_facts(c, found))))
    side = (Timeline(tuple(_milestone(c, point) for point in found.milestones)),) if found.milestones else ()
    return Page(
        name="state",
        blocks=(_hero(c, found), *blocks),
        side=side,
        actions=_actions(c, found),
    )


def _hero(c: Context, found: TrackAnswer) -> Number:
    name = c.tx(found.service_name)
    if found.kind == "ticket" and found.number is not None and found.queue:
        number = c.ticket_number(found.queue, found.number, found.series)
        return Number(number, c.tr("ticket.number"), name, "code")
    return Number(c.code(found.code), c.tr("code.label"), name, "code")


def promise(c: Context, found: TrackAnswer) -> str:
    """What the visitor may count on now, in one or two sentences."""
    if found.message:
        return c.tx(found.message)
    if found.kind == "ticket":
        counter = c.directory.counters.get(found.counter or "")
        if found.state in ("called", "serving") and counter is not None:
            return c.tr("state.go", place=c.place(counter.room, counter))
        return ""
    if found.promised_at is not None and found.state not in ("answered", "closed", "rejected", "lapsed"):
        return c.tr("state.promise", time=c.moment(found.promised_at))
    return ""


def _ticket_facts(c: Context, found: TrackAnswer) -> list[Fact]:
    rows = []
    if found.people_ahead is not None and found.state == "waiting":
        ahead = c.plural("count.people", found.people_ahead)
        rows.append(Fact("account-group", c.tr("ticket.ahead"), ahead))
    if found.wait_minutes is not None and found.state == "waiting":
        rows.append(Fact("clock-outline", c.tr("ticket.about"), c.minutes(found.wait_minutes)))
    if found.place:
        rows.append(Fact("map-marker", c.tr("guide.place"), c.tx(found.place)))
    rows.append(Fact("update", c.tr("state.as_of"), c.time(found.as_of)))
    return rows


def _request_facts(c: Context, found: TrackAnswer) -> list[Fact]:
    """When to come again, where that is needed (C24), and where."""
    rows = []
    if found.next_visit_at is not None:
        rows.append(Fact("calendar-clock", c.tr("state.next_visit"), c.moment(found.next_visit_at)))
    if found.place:
        rows.append(Fact("map-marker", c.tr("guide.place"), c.tx(found.place)))
    return rows


def _milestone(c: Context, point: Point) -> Milestone:
    notes = [c.moment(point.at) if point.at else "", c.tx(point.place), c.tx(point.note)]
    name = c.tr(STATE_WORDS[point.name]) if point.name in STATE_WORDS else point.name
    return Milestone(name, " · ".join(note for note in notes if note), point.state, _ICONS[point.state])


def _actions(c: Context, found: TrackAnswer) -> tuple[Choice, ...]:
    actions = []
    counter = c.directory.counters.get(found.counter or "")
    if found.kind == "ticket" and found.state in ("called", "serving") and counter is not None:
        leads = go("room", room=counter.room, counter=counter.id)
        actions.append(Choice("state.way", c.tr("action.way"), leads, "directions"))
    if found.poll and found.poll in c.directory.polls:
        actions.append(
            Choice(
                "state.poll",
                c.tr("state.poll"),
                go("poll", poll=found.poll, code=found.code, step="0"),
                "star-outline",
            )
        )
    if found.kind == "request" and found.state in ("answered", "rejected", "closed"):
        again = next((f for f in c.directory.catalogue.forms if f.kind == "re_examination"), None)
        if again is not None:
            leads = go("form", form=again.id, service=found.service or "", step="0", previous=found.code)
            actions.append(Choice("state.again", c.tr("state.again"), leads, "file-refresh-outline"))
    question = next((f for f in c.directory.catalogue.forms if f.kind == "question"), None)
    if question is not None and found.kind == "request" and len(actions) < 2:
        actions.append(
            Choice("state.question", c.tr("state.question"), go("form-start", form=question.id), "message-text")
        )
    actions.append(Choice("state.finish", c.tr("action.finish"), do("after-ticket"), "check", role="primary"))
    return tuple(actions)
