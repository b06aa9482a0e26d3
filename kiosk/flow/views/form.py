"""Requests by the office's own forms (C12-C15, C35): one question a page, a review, a receipt with its code."""

from __future__ import annotations

from kiosk.flow.context import Context
from kiosk.flow.fields import (
    CELLS,
    KEYBOARDS,
    LENGTHS,
    example,
    shown_for_review,
    shown_while_typing,
    typed_calendar,
)
from kiosk.flow.page import (
    Block,
    Cards,
    Chip,
    Choice,
    Destination,
    Empty,
    Entry,
    Fact,
    Facts,
    Item,
    Listing,
    Number,
    Page,
    Panel,
    Paragraph,
    Progress,
    QrCode,
    do,
    go,
)
from kiosk.flow.views.poll import poll_of
from kiosk.flow.views.registry import view
from kiosk.flow.views.ticket import other_way
from sync.protocol.forms import Form, FormField
from sync.protocol.services import Service

_KIND_ICONS = {
    "service": "file-document-edit",
    "question": "help-circle",
    "complaint": "comment-alert",
    "criticism": "comment-edit",
    "suggestion": "lightbulb-on-outline",
    "appreciation": "heart-outline",
    "meeting": "calendar-clock",
    "re_examination": "file-refresh-outline",
}


def draft_name(to: Destination) -> str:
    """The name of the draft that a form's pages share."""
    return f"form:{to.arg('form')}:{to.arg('service')}"


def form_fields(c: Context, form: Form, draft: str) -> tuple[FormField, ...]:
    """The questions that are asked: an anonymous request asks for nothing that names the visitor."""
    if c.visit.draft(draft).anonymous:
        return tuple(f for f in form.fields if f.kind not in ("name", "national_id", "foreign_code", "mobile", "email"))
    return form.fields


@view("tell")
def tell(c: Context, to: Destination) -> Page:
    """Question, complaint, criticism, suggestion, appreciation, meeting, re-examination (C11, C15, C25)."""
    rows = tuple(
        Choice(
            f"form.{form.id}",
            c.tx(form.name),
            go("form-start", form=form.id),
            _KIND_ICONS[form.kind],
            c.tx(form.summary),
            trailing_icon="chevron",
        )
        for form in c.directory.catalogue.forms
        if form.kind != "service"
    )
    poll = Choice("tell.poll", c.tr("tell.poll"), go("poll", step="0"), "star-outline", trailing_icon="chevron")
    if poll_of(c, go("poll")):
        rows = (*rows, poll)
    return Page(
        name="tell",
        title=c.tr("home.tell"),
        subtitle=c.tr("tell.what"),
        blocks=(Cards(rows, "row"),) if rows else (Empty("message-text", c.tr("empty.nothing"), other_way(c)),),
    )


@view("form-start")
def form_start(c: Context, to: Destination) -> Page:
    """With a name or without, where the office's rule allows it; else straight to the first question."""
    form = c.directory.forms[to.arg("form")]
    if not form.anonymous_allowed:
        return form_step(c, go("form", form=form.id, service=to.arg("service"), step="0"))
    name = draft_name(to)
    rows = (
        Choice(
            "form.named",
            c.tr("form.named"),
            do("anonymous", draft=name, form=form.id, value="no"),
            "account",
            c.tr("form.named_note"),
            trailing_icon="chevron",
        ),
        Choice(
            "form.anonymous",
            c.tr("form.anonymous"),
            do("anonymous", draft=name, form=form.id, value="yes"),
            "incognito",
            c.tr("form.anonymous_note"),
            trailing_icon="chevron",
        ),
    )
    return Page(
        name="form-start",
        title=c.tx(form.name),
        subtitle=c.tx(form.summary),
        blocks=(Cards(rows, "row"), _privacy(c)),
        args=to.args,
    )


@view("form")
def form_step(c: Context, to: Destination) -> Page:
    """One question. Back never loses what was entered (U8); an error stands beside the field (U13)."""
    form = c.directory.forms[to.arg("form")]
    name = draft_name(to)
    fields = form_fields(c, form, name)
    step = min(int(to.arg("step") or 0), len(fields) - 1)
    field = fields[step]
    steps = len(fields) + 1
    draft = c.visit.draft(name)
    error = c.tr(draft.errors[field.id]) if field.id in draft.errors else ""
    return Page(
        name="form",
        progress=_progress(c, step + 1, steps),
        title=c.tx(field.name),
        subtitle=c.tx(field.hint) or ("" if field.required else c.tr("form.optional")),
        blocks=tuple(_question(c, field, draft.values.get(field.id, ""), name, error)),
        side=(_privacy(c),),
        actions=(
            Choice("form.previous", c.tr("form.previous"), do("back")),
            Choice(
                "form.next",
                c.tr("action.continue"),
                do("form-next", draft=name, form=form.id, service=to.arg("service"), step=str(step)),
                role="primary",
                trailing_icon="forward",
            ),
        ),
        idle="form",
        entry_first=True,
        private=True,
        args=to.args,
    )


def _progress(c: Context, step: int, of: int) -> Progress:
    return Progress(step, of, c.tr("form.step", step=c.number(step), of=c.number(of)))


def _question(c: Context, field: FormField, value: str, draft: str, error: str) -> list[Block]:
    if field.kind in ("choice", "consent"):
        options = [(choice.id, c.tx(choice.name)) for choice in field.choices]
        if field.kind == "consent":
            options = [("yes", c.tr("form.agree")), ("no", c.tr("answer.no"))]
        cards = tuple(
            Choice(
                f"option.{key}",
                text,
                do("option", draft=draft, field=field.id, value=key),
                selected=value == key,
                trailing_icon="check-circle" if value == key else "circle-outline",
            )
            for key, text in options
        )
        blocks: list[Block] = [Cards(cards, "row")]
        if error:
            blocks.append(Panel(error, tone="bad", icon="alert-circle"))
        return blocks
    return [
        Entry(
            f"{draft}/{field.id}",
            c.tx(field.name),
            shown_while_typing(c, field, value),
            KEYBOARDS[field.kind],
            example(c, field),
            error=error,
            max_length=LENGTHS.get(field.kind, field.max_length),
            cells=CELLS.get(field.kind, ()),
            multiline=field.kind == "long_text",
        )
    ]


def _privacy(c: Context) -> Paragraph:
    seconds = c.number(int(c.settings.visit.form_idle_s))
    text = c.tr(
        "form.privacy",
        seconds=seconds,
    )
    return Paragraph(text, icon="shield-lock", boxed=True)


@view("review")
def review(c: Context, to: Destination) -> Page:
    """Everything once more before it is sent; each line can be mended (A42)."""
    form = c.directory.forms[to.arg("form")]
    name = draft_name(to)
    fields = form_fields(c, form, name)
    shown = "revealed" in c.visit.extra
    rows = [_answer(c, to, field, index, shown) for index, field in enumerate(fields)]
    rows += _receiver(c, to, form)
    failure = c.visit.failures.get(name, "")
    blocks: list[Block] = [Cards(tuple(rows), "row")]
    if failure:
        blocks.insert(0, Panel(c.tr("review.failed"), other_way(c), "bad", "alert-circle"))
    return Page(
        name="review",
        progress=_progress(c, len(fields) + 1, len(fields) + 1),
        title=c.tr("review.title"),
        subtitle=c.tr("review.note"),
        blocks=tuple(blocks),
        actions=(
            Choice("review.previous", c.tr("form.previous"), do("back")),
            Choice(
                "review.send",
                c.tr("review.send"),
                do("submit", draft=name, form=form.id, service=to.arg("service")),
                "check",
                role="primary",
            ),
        ),
        small_actions=_reveal(c, fields, shown),
        idle="form",
        busy=name in c.visit.awaited,
        private=True,
        args=to.args,
    )


def _answer(c: Context, to: Destination, field: FormField, index: int, shown: bool) -> Choice:
    draft = c.visit.draft(draft_name(to))
    typed = draft.values.get(field.id, "")
    answer = shown_for_review(c, field, typed, shown, typed_calendar(c, draft, field))
    return Choice(
        f"review.{field.id}",
        answer,
        go("form", form=to.arg("form"), service=to.arg("service"), step=str(index), mend="1"),
        note=c.tx(field.name),
        trailing_icon="pencil",
        said=f"{c.tx(field.name)}: {answer}",
    )


def _receiver(c: Context, to: Destination, form: Form) -> list[Choice]:
    """Which unit reads it, where neither the service nor the form says so (C13)."""
    if to.arg("service") or form.department or not c.directory.departments:
        return []
    chosen = c.directory.departments.get(c.visit.draft(draft_name(to)).department)
    words = c.tx(chosen.name) if chosen else c.tr("unit.any")
    leads = go("form-unit", form=form.id, service="")
    return [
        Choice("review.unit", words, leads, note=c.tr("unit.title"), trailing_icon="pencil",
               said=f"{c.tr('unit.title')}: {words}")
    ]  # fmt: skip


@view("form-unit")
def form_unit(c: Context, to: Destination) -> Page:
    """The unit that shall read what is sent; the office decides where the visitor does not know (C13)."""
    name = draft_name(to)
    chosen = c.visit.draft(name).department
    rows = tuple(
        Choice(
            f"unit.{unit.id}",
            c.tx(unit.name),
            do("unit", draft=name, value=unit.id),
            unit.icon,
            c.tx(unit.summary),
            selected=unit.id == chosen,
            trailing_icon="check-circle" if unit.id == chosen else "circle-outline",
        )
        for unit in c.directory.catalogue.departments
    )
    return Page(
        name="form-unit",
        title=c.tr("unit.title"),
        subtitle=c.tr("unit.note"),
        blocks=(Cards(rows, "row"),),
        actions=(Choice("unit.any", c.tr("unit.any"), do("unit", draft=name, value="")),),
        idle="form",
        args=to.args,
    )


def _reveal(c: Context, fields: tuple[FormField, ...], shown: bool) -> tuple[Choice, ...]:
    """Show identity and mobile for some seconds, where the page hides any (A40)."""
    if not any(field.kind in ("mobile", "national_id", "foreign_code") for field in fields):
        return ()
    return (Choice("review.show", c.tr("entry.show"), do("reveal"), "eye-off-outline" if shown else "eye-outline"),)


@view("receipt")
def receipt(c: Context, to: Destination) -> Page:
    """The code as the hero, the promise, what is still to be brought (C16, C20, C23)."""
    given = c.visit.receipt
    if given is None:
        raise LookupError("there is no receipt in this visit")
    service = c.directory.services.get(to.arg("service"))
    form = c.directory.forms.get(to.arg("form"))
    name = c.tx(service.name) if service else c.tx(form.name) if form else ""
    paper = c.visit.papers.get(given.print_job) if given.print_job else None
    rows = [Fact("calendar-check", c.tr("state.registered"), c.moment(given.submitted_at))]
    blocks: list[Block] = [Number(c.code(given.code), c.tr("code.label"), name, "code")]
    if given.promised_at is not None:
        blocks.append(Panel(c.tr("receipt.promise"), c.moment(given.promised_at), "good", "calendar-clock"))
    if paper is not None and paper.state == "confirmed":
        title = c.tr("receipt.take")
    elif paper is not None and paper.state in ("failed", "uncertain"):
        title = c.tr("receipt.not_printed")
    else:
        title = c.tr("receipt.keep")
    blocks.append(Facts(tuple(rows)))
    actions = [Choice("receipt.finish", c.tr("action.finish"), do("after-ticket"), "check", role="primary")]
    if service is not None and service.queue:
        leads = go("take-ticket", queue=service.queue, service=service.id)
        actions.insert(0, Choice("receipt.ticket", c.tr("action.ticket"), leads, "ticket-confirmation", role="saffron"))
    return Page(
        name="receipt",
        chip=Chip(c.tr("receipt.done"), "check", "good"),
        blocks=tuple(blocks),
        side=(*_still_to_bring(c, service), QrCode(given.url, title, c.tr("receipt.code_note"))),
        actions=tuple(actions),
        idle="ticket",
        layout="centred",
        lasts_s=60.0,
        args=to.args,
    )


def _still_to_bring(c: Context, service: Service | None) -> list[Block]:
    if service is None or not service.evidence:
        return []
    items = tuple(Item(c.tx(evidence.name)) for evidence in service.evidence if evidence.required)
    return [Listing(items, c.tr("receipt.bring"))] if items else []
