"""Deeds that ask the daemon. What it answers is already on its disk when the page changes (A37)."""

from __future__ import annotations

from uuid import UUID

from kiosk.flow.fields import FieldError, check_value, typed_calendar
from kiosk.flow.journey import Doer, Journey
from kiosk.flow.page import Deed, Destination, go
from kiosk.flow.ports import Answer
from kiosk.ipc import AnswerPoll, IssueTicket, PrintGuide, PrintJob, PrintWay, Receipt, SubmitRequest, Ticket
from sync.protocol.codes import CodeError, parse_code
from sync.protocol.messages import TrackAnswer


def _issue(journey: Journey, deed: Deed) -> None:
    """One touch, one ticket: the key was made when the page opened (U6)."""
    visit = journey.visit
    asked = IssueTicket(
        key=UUID(deed.arg("key")),
        queue=deed.arg("queue"),
        service=deed.arg("service") or None,
        language=visit.language,
        priority=visit.text("priority") or None,
        large_print=visit.scale > 1,
    )

    def answer(reply: Answer) -> None:
        if reply.result is None:
            return
        ticket = Ticket.model_validate(reply.result)
        journey.keep_ticket(ticket)
        journey.follow(go("ticket", "root", ticket=str(ticket.ticket_id)))

    journey.ask("ticket.issue", asked.model_dump(mode="json"), "issue", answer)


def _submit(journey: Journey, deed: Deed) -> Destination | None:
    """Register the request; a value that is not right leads back to its question."""
    context = journey.context()
    name = deed.arg("draft")
    draft = journey.visit.draft(name)
    form = context.directory.forms[deed.arg("form")]
    from kiosk.flow.views.form import form_fields

    fields = form_fields(context, form, name)
    answers: dict[str, str] = {}
    for index, field in enumerate(fields):
        try:
            calendar = typed_calendar(context, draft, field)
            answers[field.id] = check_value(field, draft.values.get(field.id, ""), calendar)
        except FieldError as error:
            draft.errors[field.id] = error.msgid
            return go("form", form=form.id, service=deed.arg("service"), step=str(index), mend="1")
    service = context.directory.services.get(deed.arg("service"))
    asked = SubmitRequest(
        key=draft.key,
        kind=form.kind,
        form=form.id,
        service=service.id if service else None,
        department=service.department if service else form.department or draft.department or None,
        language=journey.visit.language,
        answers={field_id: value for field_id, value in answers.items() if value},
        anonymous=draft.anonymous,
        previous_code=journey.trail[-1].arg("previous") or None,
    )

    def answer(reply: Answer) -> None:
        if reply.result is None:
            return
        journey.visit.receipt = Receipt.model_validate(reply.result)
        # What was typed is sealed at the daemon: the screen forgets it before the receipt is shown.
        journey.visit.drafts.pop(name, None)
        journey.follow(go("receipt", "root", form=form.id, service=deed.arg("service")))

    journey.ask("request.submit", asked.model_dump(mode="json"), name, answer)
    return None


def _track(journey: Journey, deed: Deed) -> None:
    """Ask for a code's state; a mistyped one is caught here and asks nothing."""
    visit = journey.visit
    try:
        code = parse_code(visit.text("code"))
    except CodeError as error:
        visit.failures["track"] = error.reason
        context = journey.context()
        journey.speak((context.tr("code.check_it"),))
        return

    def answer(reply: Answer) -> None:
        if reply.result is None:
            return
        visit.tracked = TrackAnswer.model_validate(reply.result)
        journey.follow(go("state"))

    journey.ask("track", {"code": code}, "track", answer)


def _poll_next(journey: Journey, deed: Deed) -> Destination | None:
    """The next question; after the last, the answers go in one piece."""
    context = journey.context()
    poll = context.directory.polls[deed.arg("poll")]
    draft = journey.visit.draft(deed.arg("draft"))
    step = int(deed.arg("step"))
    if step + 1 < len(poll.questions):
        return go("poll", poll=poll.id, code=deed.arg("code"), step=str(step + 1))
    answers: dict[str, int | str] = {}
    for question in poll.questions:
        value = draft.values.get(question.id, "")
        if value:
            answers[question.id] = int(value) if question.kind == "faces" else value
    if not answers or draft.sent:
        return go("thanks", "root")
    draft.sent = True
    asked = AnswerPoll(
        key=draft.key,
        poll=poll.id,
        code=deed.arg("code") or None,
        answers=answers,
        reasons=dict(draft.reasons),
        language=journey.visit.language,
    )
    journey.ask("poll.answer", asked.model_dump(mode="json"), deed.arg("draft"), lambda reply: None)
    return go("thanks", "root")


def _print_guide(journey: Journey, deed: Deed) -> None:
    asked = PrintGuide(service=deed.arg("service"), language=journey.visit.language)
    journey.ask("print.guide", asked.model_dump(mode="json"), f"print:{deed.arg('service')}", lambda reply: None)


def _print_way(journey: Journey, deed: Deed) -> None:
    """The way on paper, by the means that is shown."""
    room, counter, means = deed.arg("room"), deed.arg("counter") or None, deed.arg("means")
    asked = PrintWay.model_validate(
        {"room": room, "counter": counter, "means": means, "language": journey.visit.language}
    )
    journey.ask("print.way", asked.model_dump(mode="json"), f"print:{room}", lambda reply: None)


def _print_again(journey: Journey, deed: Deed) -> None:
    """The same paper once more, only because the visitor says that none came out."""
    job = UUID(deed.arg("job"))

    def answer(reply: Answer) -> None:
        if reply.result is None:
            return
        again = PrintJob.model_validate(reply.result)
        visit = journey.visit
        visit.papers.pop(job, None)
        visit.papers[again.job] = again
        for ticket_id, ticket in visit.tickets.items():
            if ticket.print_job == job:
                visit.tickets[ticket_id] = ticket.model_copy(update={"print_job": again.job})

    journey.ask("print.again", {"job": str(job)}, f"again:{job}", answer)


def _help(journey: Journey, deed: Deed) -> Destination | None:
    """Call a person; answered on the screen at once, for it works with no network (A44)."""
    journey.visit.extra["help"] = True
    journey.ask("help.call", {"screen": deed.arg("screen")}, "help", lambda reply: None)
    return None if journey.page.name == "help" else go("help", screen=deed.arg("screen"))


DEEDS: dict[str, Doer] = {
    "issue": _issue,
    "submit": _submit,
    "track": _track,
    "poll-next": _poll_next,
    "print-guide": _print_guide,
    "print-way": _print_way,
    "print-again": _print_again,
    "help": _help,
}
