"""A service's guide (C1-C10): the facts first, what to bring, the rest one touch away."""

from __future__ import annotations

from kiosk.flow.context import Context
from kiosk.flow.page import (
    Block,
    Cards,
    Chip,
    Choice,
    Destination,
    Empty,
    Fact,
    Facts,
    Heading,
    Item,
    Listing,
    Page,
    Panel,
    Paragraph,
    QrCode,
    do,
    go,
)
from kiosk.flow.views.registry import view
from sync.protocol.services import Service

_DOT = " · "


@view("guide")
def guide(c: Context, to: Destination) -> Page:
    """The guide's first page, with what can be done pinned under it."""
    service = c.directory.services[to.arg("service")]
    department = c.directory.departments.get(service.department)
    bring = [Item(_evidence(c, service, index)) for index in range(len(service.evidence))]
    side: list[Block] = [Listing(tuple(bring), c.tr("guide.bring"))] if bring else []
    return Page(
        name="guide",
        title=c.tx(service.name),
        chip=Chip(c.tx(department.name)) if department else None,
        blocks=(Facts(tuple(facts(c, service))),),
        side=tuple(side),
        foot=(Cards(_parts(c, service), "pill"),) if part_names(c, service) else (),
        actions=_actions(c, service),
        small_actions=_small_actions(c, service),
        args=to.args,
    )


def facts(c: Context, service: Service) -> list[Fact]:
    """Place, time, cost and who answers: what most people come to ask."""
    rows = []
    place = where(c, service)
    if place:
        rows.append(Fact("map-marker", c.tr("guide.place"), place))
    if service.durations:
        rows.append(Fact("clock-fast", c.tr("guide.time"), c.duration(service.durations[0])))
    rows.append(Fact("cash", c.tr("guide.cost"), _cost(c, service)))
    contact = responsible(c, service)
    if contact:
        rows.append(Fact("account-tie", c.tr("guide.who"), contact))
    return rows


def where(c: Context, service: Service) -> str:
    """Where the service is given: the counter's hall of its queue, or its in-person channel."""
    for channel in service.channels:
        if channel.kind == "in_person" and channel.room:
            return c.place(channel.room)
    queue = c.directory.queues.get(service.queue or "")
    if queue:
        return c.place(queue.room)
    department = c.directory.departments.get(service.department)
    return c.place(department.room) if department else ""


def _cost(c: Context, service: Service) -> str:
    if service.free or not service.costs:
        return c.tr("guide.free")
    if len(service.costs) == 1:
        return c.money(service.costs[0].amount, service.costs[0].currency)
    least = min(service.costs, key=lambda cost: cost.amount)
    return c.tr("guide.cost_from", amount=c.money(least.amount, least.currency))


def responsible(c: Context, service: Service) -> str:
    """Name and phone of who answers for the service (C8)."""
    point = service.contact_point
    if point is None:
        return ""
    person = c.directory.people.get(point.person or "")
    name = c.tx(person.name) if person else c.tx(point.name) or c.tx(point.role)
    phone = point.phone or (person.phone if person else None)
    return _DOT.join(part for part in (name, c.ltr(phone) if phone else "") if part)


def _evidence(c: Context, service: Service, index: int) -> str:
    item = service.evidence[index]
    text = c.tx(item.name)
    if item.copies:
        text += _DOT + c.plural("count.copies", item.copies)
    if not item.required:
        text += _DOT + c.tr("guide.if_any")
    return text


_PART_ICONS = {
    "steps": "format-list-numbered",
    "documents": "file-document-multiple",
    "costs": "cash-multiple",
    "rules": "scale-balance",
    "questions": "help-circle",
    "complaint": "comment-alert",
}


def part_names(c: Context, service: Service) -> dict[str, str]:
    """The parts of the guide that hold something, with their names."""
    names = {
        "steps": (bool(service.steps or service.channels), c.tr("guide.steps")),
        "documents": (bool(service.inquiries) or any(e.note for e in service.evidence), c.tr("guide.documents")),
        "costs": (bool(service.costs) or len(service.durations) > 1, c.tr("guide.costs")),
        "rules": (bool(service.rules or service.national_code), c.tr("guide.rules")),
        "questions": (bool(service.questions), c.tr("guide.questions")),
        "complaint": (bool(service.complaint or service.follow_up), c.tr("guide.complaint")),
    }
    return {part: name for part, (there, name) in names.items() if there}


def _parts(c: Context, service: Service) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"part.{part}", name, go("guide-part", service=service.id, part=part), _PART_ICONS[part])
        for part, name in part_names(c, service).items()
    )


def _actions(c: Context, service: Service) -> tuple[Choice, ...]:
    actions = []
    if service.queue:
        actions.append(
            Choice(
                "guide.ticket",
                c.tr("action.ticket"),
                go("take-ticket", queue=service.queue, service=service.id),
                "ticket-confirmation",
                role="saffron",
            )
        )
    if service.form:
        actions.append(
            Choice(
                "guide.request",
                c.tr("home.request"),
                go("form", form=service.form, service=service.id, step="0"),
                "file-document-edit",
                role="primary",
            )
        )
    return tuple(actions)


def _small_actions(c: Context, service: Service) -> tuple[Choice, ...]:
    actions = []
    if c.status is None or c.status.printer != "none":
        actions.append(Choice("guide.print", c.tr("guide.print"), do("print-guide", service=service.id), "printer"))
    website = c.directory.catalogue.organisation.website
    if website:
        actions.append(Choice("guide.phone", c.tr("guide.phone"), go("guide-phone", service=service.id), "qrcode"))
    actions.append(Choice("guide.route", c.tr("action.way"), go("way", service=service.id), "directions"))
    return tuple(actions)


@view("guide-part")
def guide_part(c: Context, to: Destination) -> Page:
    """One part of the guide."""
    service = c.directory.services[to.arg("service")]
    part = to.arg("part")
    blocks = _PARTS[part](c, service)
    beside = len(blocks) > 1 and not any(isinstance(block, Heading) for block in blocks)
    return Page(
        name="guide-part",
        chip=Chip(c.tx(service.name)),
        title=part_names(c, service)[part],
        blocks=tuple(blocks[:1] if beside else blocks),
        side=tuple(blocks[1:] if beside else ()),
        actions=tuple(_onward(c, service, part)),
        args=to.args,
    )


def _onward(c: Context, service: Service, part: str) -> list[Choice]:
    """From one part to the next without going back; from the last, to what can be done."""
    names = part_names(c, service)
    order = list(names)
    after = order[order.index(part) + 1 :]
    if not after:
        return list(_actions(c, service))
    words = c.tr("guide.next", part=names[after[0]])
    leads = go("guide-part", "replace", service=service.id, part=after[0])
    return [Choice("guide.next", words, leads, trailing_icon="forward")]


def _steps(c: Context, service: Service) -> list[Block]:
    items = []
    for step in service.steps:
        department = c.directory.departments.get(step.department or "")
        notes = [c.tx(step.text), c.tx(department.name) if department else ""]
        if step.duration:
            notes.append(c.duration(step.duration))
        items.append(Item(c.tx(step.title), _DOT.join(note for note in notes if note)))
    blocks: list[Block] = [Listing(tuple(items), style="number")] if items else []
    return [*blocks, *_channels(c, service)]


def _documents(c: Context, service: Service) -> list[Block]:
    items = tuple(Item(_evidence(c, service, i), c.tx(e.note)) for i, e in enumerate(service.evidence))
    blocks: list[Block] = [Listing(items)] if items else []
    inquiries = tuple(
        Item(f"{c.tx(i.agency)}: {c.tx(i.subject)}", c.duration(i.duration) if i.duration else "")
        for i in service.inquiries
    )
    if inquiries:  # what the office asks for itself stands apart from what is to be brought (C4, C6)
        blocks.append(Listing(inquiries, c.tr("guide.inquiries"), "plain"))
    return blocks


def _channels(c: Context, service: Service) -> list[Block]:
    """Every way in which the service is given, with and without coming here (C2)."""
    items = []
    for channel in service.channels:
        where = c.place(channel.room) if channel.room else channel.address or ""
        if channel.kind != "in_person" and where:
            where = c.ltr(where) if channel.kind == "phone" else where.removeprefix("https://")
        line = ": ".join(part for part in (c.tr(f"guide.channel.{channel.kind}"), where) if part)
        items.append(Item(line, c.tx(channel.note)))
    return [Listing(tuple(items), c.tr("guide.channels"), "plain")] if items else []


def _costs(c: Context, service: Service) -> list[Block]:
    blocks: list[Block] = []
    for cost in service.costs:
        notes = [c.tx(cost.case)]
        if cost.account:
            notes.append(c.tr("guide.account", number=c.ltr(cost.account)))
        notes += [c.joined([c.tx(cost.regulation), c.tx(cost.clause)])]
        line = f"{c.tx(cost.purpose)}: {c.money(cost.amount, cost.currency)}"
        blocks.append(Listing((Item(line, _DOT.join(note for note in notes if note)),), style="plain"))
    if service.free or not service.costs:
        blocks.append(Panel(c.tr("guide.is_free"), tone="good", icon="check-circle"))
    times = [Item(c.duration(span), c.tx(span.case)) for span in service.durations]
    if service.inquiry_duration:
        times.append(Item(c.duration(service.inquiry_duration), c.tr("guide.inquiry_time")))
    if times:
        blocks.append(Listing(tuple(times), c.tr("guide.time"), "plain"))
    return blocks


def _rules(c: Context, service: Service) -> list[Block]:
    blocks: list[Block] = []
    rules = []
    for rule in service.rules:
        law = rule.legal_resource
        source = c.joined([c.tx(law.title), c.digits(law.number or ""), c.tx(law.clause)]) if law else ""
        rules.append(Item(c.tx(rule.text), source))
    if rules:
        blocks.append(Listing(tuple(rules), style="plain"))
    if service.national_code:
        blocks.append(Facts((Fact("identifier", c.tr("guide.code"), c.ltr(service.national_code)),)))
    return blocks


def _questions(c: Context, service: Service) -> list[Block]:
    return [Listing((Item(c.tx(q.question), c.tx(q.answer)),), style="plain") for q in service.questions]


def _complaint(c: Context, service: Service) -> list[Block]:
    blocks: list[Block] = []
    if service.follow_up:
        blocks += [Heading(c.tr("guide.follow_up")), Paragraph(c.tx(service.follow_up), boxed=True)]
    if service.complaint:
        blocks += [Heading(c.tr("guide.complain")), Paragraph(c.tx(service.complaint), boxed=True)]
    return blocks


_PARTS = {
    "steps": _steps,
    "documents": _documents,
    "costs": _costs,
    "rules": _rules,
    "questions": _questions,
    "complaint": _complaint,
}


@view("guide-phone")
def guide_phone(c: Context, to: Destination) -> Page:
    """The guide's address as a QR, to take along without paper."""
    service = c.directory.services[to.arg("service")]
    website = c.directory.catalogue.organisation.website
    if not website:
        return Page(name="guide-phone", title=c.tx(service.name), blocks=(Empty("qrcode", c.tr("guide.no_address")),))
    url = f"{website.rstrip('/')}/s/{service.id}"
    return Page(
        name="guide-phone",
        title=c.tr("guide.phone"),
        subtitle=c.tx(service.name),
        blocks=(QrCode(url, c.tr("guide.photo"), c.tr("guide.photo_note"), True),),
        layout="centred",
    )
