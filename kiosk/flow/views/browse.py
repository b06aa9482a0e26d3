"""Finding a service: by what happened in life, by department, by search."""

from __future__ import annotations

from kiosk.flow.context import Context
from kiosk.flow.page import Cards, Choice, Destination, Empty, Entry, Page, go
from kiosk.flow.search import search_services
from kiosk.flow.views.registry import view
from sync.protocol.services import Service

MOST_FOUND = 8
"""At most so many choices are shown at once (U12)."""


def _title(c: Context, purpose: str) -> str:
    return c.tr("home.request") if purpose == "request" else c.tr("home.guide")


def _fits(service: Service, purpose: str) -> bool:
    return purpose != "request" or service.form is not None


def target(service: Service, purpose: str) -> Destination:
    """Where choosing a service leads: to its guide, also when a request is meant, for the guide says what it needs."""
    return go("guide", service=service.id, purpose=purpose)


def service_rows(c: Context, services: list[Service], purpose: str) -> tuple[Choice, ...]:
    """Services as rows of a list."""
    return tuple(
        Choice(f"service.{s.id}", c.tx(s.name), target(s, purpose), s.icon, c.tx(s.summary), trailing_icon="chevron")
        for s in services
    )


@view("browse")
def browse(c: Context, to: Destination) -> Page:
    """The ways to a service: search, life events, departments."""
    purpose = to.arg("purpose") or "guide"
    services = [s for s in c.directory.catalogue.services if _fits(s, purpose)]
    busy = {s.department for s in services}
    rows = tuple(
        Choice(
            f"department.{d.id}",
            c.tx(d.name),
            go("services", department=d.id, purpose=purpose),
            d.icon,
            c.tx(d.summary),
            trailing_icon="chevron",
        )
        for d in c.directory.catalogue.departments
        if d.id in busy
    )
    actions = [Choice("browse.search", c.tr("browse.search"), go("search", purpose=purpose), "magnify", role="primary")]
    if c.directory.catalogue.life_events:
        actions.insert(0, Choice("browse.life", c.tr("browse.life"), go("life", purpose=purpose), "account-question"))
    return Page(
        name="browse",
        title=_title(c, purpose),
        subtitle=c.tr("browse.departments"),
        blocks=(Cards(rows, "row"),) if rows else (_nothing(c),),
        actions=tuple(actions),
    )


@view("services")
def services(c: Context, to: Destination) -> Page:
    """The services of one department."""
    purpose = to.arg("purpose") or "guide"
    department = c.directory.departments[to.arg("department")]
    found = [s for s in c.directory.catalogue.services if s.department == department.id and _fits(s, purpose)]
    return Page(
        name="services",
        title=c.tx(department.name),
        subtitle=c.tx(department.summary) or c.tr("browse.services"),
        blocks=(Cards(service_rows(c, found, purpose), "row"),) if found else (_nothing(c),),
        actions=(Choice("browse.search", c.tr("browse.search"), go("search", purpose=purpose), "magnify"),),
    )


@view("life")
def life(c: Context, to: Destination) -> Page:
    """What has happened in the visitor's life (CPSV-AP life events)."""
    purpose = to.arg("purpose") or "guide"
    rows = tuple(
        Choice(
            f"life.{e.id}",
            c.tx(e.name),
            go("life-event", event=e.id, purpose=purpose),
            e.icon,
            c.tx(e.summary),
            trailing_icon="chevron",
        )
        for e in c.directory.catalogue.life_events
    )
    return Page(name="life", title=c.tr("life.title"), subtitle=c.tr("home.touch_one"), blocks=(Cards(rows, "row"),))


@view("life-event")
def life_event(c: Context, to: Destination) -> Page:
    """The services that one event calls for, over all departments."""
    purpose = to.arg("purpose") or "guide"
    event = c.directory.life_events[to.arg("event")]
    found = [s for s in c.directory.catalogue.services if event.id in s.life_events and _fits(s, purpose)]
    return Page(
        name="life-event",
        title=c.tx(event.name),
        subtitle=c.tr("browse.services"),
        blocks=(Cards(service_rows(c, found, purpose), "row"),) if found else (_nothing(c),),
    )


@view("search")
def search(c: Context, to: Destination) -> Page:
    """Search while typing; forgives spelling and letter variants."""
    purpose = to.arg("purpose") or "guide"
    text = c.visit.text("search")
    found = [s for s in search_services(c.directory, text, c.lang) if _fits(s, purpose)][:MOST_FOUND]
    entry = Entry("search", c.tr("browse.field"), text, "text", c.tr("browse.example"))
    if not text.strip():
        rest: tuple[Cards | Empty, ...] = ()
    elif found:
        rest = (Cards(service_rows(c, found, purpose), "row"),)
    else:
        rest = (Empty("magnify", c.tr("search.nothing"), c.tr("search.nothing_note")),)
    return Page(
        name="search",
        title=c.tr("search.title"),
        subtitle=c.tr("search.few"),
        blocks=(entry,),
        side=rest,
        idle="browse",
    )


def _nothing(c: Context) -> Empty:
    return Empty(
        "information-outline",
        c.tr("empty.nothing"),
        c.sentence(c.tr("browse.ask", place=c.desk())),
    )
