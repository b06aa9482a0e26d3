"""The poll after the service (C28-C30): faces with words, up to two reasons, thanks; no identity (U16)."""

from __future__ import annotations

from kiosk.flow.context import Context
from kiosk.flow.page import Block, Cards, Choice, Destination, Empty, Heading, Page, Progress, do, go
from kiosk.flow.views.registry import view
from sync.protocol.forms import Poll, PollQuestion
from sync.protocol.polls import is_narrow, poll_for

FACES = (
    (5, "face.5", "emoticon-excited-outline"),
    (4, "face.4", "emoticon-happy-outline"),
    (3, "face.3", "emoticon-neutral-outline"),
    (2, "face.2", "emoticon-sad-outline"),
    (1, "face.1", "emoticon-angry-outline"),
)
ASKS_REASONS = 3
"""A rating so high or lower asks for reasons."""
THANKS_S = 3.0


def poll_of(c: Context, to: Destination) -> Poll | None:
    """The poll named, the narrowest that fits what was done in this visit, or a general one."""
    if to.arg("poll"):
        return c.directory.polls.get(to.arg("poll"))
    catalogue, tickets = c.directory.catalogue, list(c.visit.tickets.values())
    found = None
    if c.visit.receipt is not None:
        found = poll_for(catalogue, "request")
    elif tickets:
        found = poll_for(catalogue, "ticket", tickets[-1].service)
    return found or next((poll for poll in catalogue.polls if not is_narrow(poll)), None)


def poll_choice(c: Context, about: str, slug: str) -> tuple[Choice, ...]:
    """The way to the poll on a unit or a person (`about`), where the office has one (C30)."""
    polls = c.directory.catalogue.polls
    found = next((poll for poll in polls if getattr(poll, about) == slug), None)
    if found is None:
        return ()
    return (Choice(f"{about}.poll", c.tr("tell.poll"), go("poll", poll=found.id, step="0"), "star-outline"),)


@view("poll")
def poll(c: Context, to: Destination) -> Page:
    """One question a page."""
    asked = poll_of(c, to)
    if asked is None:
        return thanks(c, to)
    step = min(int(to.arg("step") or 0), len(asked.questions) - 1)
    question = asked.questions[step]
    name = f"poll:{asked.id}:{to.arg('code')}"
    draft = c.visit.draft(name)
    value = draft.values.get(question.id, "")
    blocks: list[Block] = [_answers(c, question, value, name)]
    if question.reasons and value.isdigit() and int(value) <= ASKS_REASONS:
        blocks += [
            Heading(c.tr("poll.better"), c.tr("poll.up_to_two")),
            _reasons(c, question, name, draft.reasons.get(question.id, ())),
        ]
    last = step == len(asked.questions) - 1
    number = c.tr("poll.question", step=c.number(step + 1), of=c.number(len(asked.questions)))
    return Page(
        name="poll",
        progress=Progress(step + 1, len(asked.questions), number),
        title=c.tx(question.text),
        subtitle=c.tr("poll.anonymous"),
        blocks=tuple(blocks),
        actions=(
            Choice(
                "poll.next",
                c.tr("poll.send") if last else c.tr("poll.next"),
                do("poll-next", draft=name, poll=asked.id, code=to.arg("code"), step=str(step)),
                role="primary",
                trailing_icon="forward",
            ),
        ),
        args=to.args,
    )


def _answers(c: Context, question: PollQuestion, value: str, draft: str) -> Cards:
    if question.kind == "choice":
        options = tuple(
            Choice(
                f"answer.{o.id}",
                c.tx(o.name),
                do("rate", draft=draft, question=question.id, value=o.id),
                selected=value == o.id,
                trailing_icon="check-circle" if value == o.id else "circle-outline",
            )
            for o in question.choices
        )
        return Cards(options, "row")
    faces = tuple(
        Choice(
            f"face.{rating}",
            c.tr(words),
            do("rate", draft=draft, question=question.id, value=str(rating)),
            icon,
            selected=value == str(rating),
            tone="good" if rating > 3 else "bad" if rating < 3 else "warn",
        )
        for rating, words, icon in FACES
    )
    return Cards(faces, "face")


def _reasons(c: Context, question: PollQuestion, draft: str, chosen: tuple[str, ...]) -> Cards:
    return Cards(
        tuple(
            Choice(
                f"reason.{reason.id}",
                c.tx(reason.name),
                do("reason", draft=draft, question=question.id, value=reason.id),
                "check-circle" if reason.id in chosen else "",
                selected=reason.id in chosen,
            )
            for reason in question.reasons
        ),
        "pill",
    )


@view("ask-poll")
def ask_poll(c: Context, to: Destination) -> Page:
    """Whether the visitor has a moment for the poll; nobody is made to."""
    return Page(
        name="ask-poll",
        layout="centred",
        blocks=(Empty("star-outline", c.tr("poll.how"), c.tr("poll.short")),),
        actions=(
            Choice("ask-poll.no", c.tr("action.finish"), do("finish")),
            Choice("ask-poll.yes", c.tr("poll.yes"), go("poll", step="0"), "star-outline", role="primary"),
        ),
        lasts_s=20.0,
        idle="ticket",
    )


@view("thanks")
def thanks(c: Context, to: Destination) -> Page:
    """Thanks, then the idle screen."""
    return Page(
        name="thanks",
        layout="centred",
        blocks=(Empty("check-circle", c.tr("thanks.title"), c.tr("thanks.note")),),
        actions=(Choice("thanks.finish", c.tr("action.finish"), do("finish"), "check", role="primary"),),
        idle="ticket",
        lasts_s=THANKS_S,
    )
