"""Floors, departments, rooms and people (C31, C32): where to go, whom to see."""

from __future__ import annotations

from kiosk.flow.context import Context
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
    Page,
    Paragraph,
    go,
)
from kiosk.flow.search import search_places
from kiosk.flow.views.poll import poll_choice
from kiosk.flow.views.registry import view
from kiosk.flow.views.ticket import other_way
from kiosk.flow.views.way import plan_choice, way_page
from sync.protocol.places import Person, Room

_ROOM_ICONS = {
    "office": "door",
    "hall": "account-group",
    "counter-hall": "ticket-confirmation",
    "prayer": "mosque",
    "restroom": "human-male-female",
    "lift": "elevator",
    "stairs": "stairs",
    "entrance": "door-open",
    "other": "door",
}
_FOUND = 4


@view("floors")
def floors(c: Context, to: Destination) -> Page:
    """The floors of the building, the highest first, as they lie above one another."""
    rows = tuple(
        Choice(
            f"floor.{f.id}",
            c.tx(f.name),
            go("floor", floor=f.id),
            "layers-outline",
            c.tx(f.summary),
            trailing_icon="chevron",
        )
        for f in sorted(c.directory.catalogue.floors, key=lambda f: -f.ordinal)
    )
    return Page(
        name="floors",
        title=c.tr("home.floors"),
        subtitle=c.tr("floors.note"),
        blocks=(Cards(rows, "row"),),
        actions=(
            Choice("floors.departments", c.tr("floors.departments"), go("departments"), "office-building"),
            Choice("floors.search", c.tr("find.field"), go("find"), "magnify", role="primary"),
        ),
    )


def room_row(c: Context, room: Room, on_its_floor: bool = False) -> Choice:
    """A room as a row of a list: an office by its number, any other by its name; its floor where that is not said."""
    floor = c.directory.floors.get(room.floor)
    parts = [] if on_its_floor or floor is None else [c.tx(floor.name)]
    if room.kind == "office":
        parts.append(c.tr("place.room", number=c.digits(room.number)))
    return Choice(
        f"room.{room.id}",
        c.tx(room.name),
        go("room", room=room.id),
        _ROOM_ICONS[room.kind],
        c.sentence(c.joined(parts)),
        trailing_icon="chevron",
    )


def person_row(c: Context, person: Person) -> Choice:
    """A person as a row of a list."""
    return Choice(
        f"person.{person.id}",
        c.tx(person.name),
        go("person", person=person.id),
        "account-tie",
        c.tx(person.role),
        trailing_icon="chevron",
    )


@view("floor")
def floor(c: Context, to: Destination) -> Page:
    """The rooms of one floor."""
    shown = c.directory.floors[to.arg("floor")]
    rows = tuple(room_row(c, room, True) for room in c.directory.catalogue.rooms if room.floor == shown.id)
    return Page(
        name="floor",
        title=c.tx(shown.name),
        subtitle=c.tx(shown.summary),
        blocks=(Cards(rows, "row"),) if rows else (Empty("door", c.tr("empty.nothing")),),
        actions=plan_choice(c, shown.id),
    )


@view("departments")
def departments(c: Context, to: Destination) -> Page:
    """All departments."""
    rows = tuple(
        Choice(
            f"unit.{d.id}",
            c.tx(d.name),
            go("department", department=d.id),
            d.icon,
            c.place(d.room),
            trailing_icon="chevron",
        )
        for d in c.directory.catalogue.departments
    )
    return Page(name="departments", title=c.tr("floors.departments"), blocks=(Cards(rows, "row"),))


@view("department")
def department(c: Context, to: Destination) -> Page:
    """What a department does, where it is, who works there (C32)."""
    shown = c.directory.departments[to.arg("department")]
    rows = []
    place = c.place(shown.room)
    if place:
        rows.append(Fact("map-marker", c.tr("guide.place"), place))
    if shown.phone:
        rows.append(Fact("phone", c.tr("place.phone"), c.ltr(shown.phone)))
    head = c.directory.people.get(shown.head or "")
    if head:
        rows.append(Fact("account-tie", c.tr("department.head"), c.tx(head.name)))
    blocks: list[Block] = []
    if shown.summary:
        blocks.append(Paragraph(c.tx(shown.summary)))
    if rows:
        blocks.append(Facts(tuple(rows)))
    people = tuple(person_row(c, p) for p in c.directory.catalogue.people if p.department == shown.id)
    if people:
        blocks.append(Cards(people, "row"))
    actions = [
        Choice(
            "department.services",
            c.tr("department.services"),
            go("services", department=shown.id),
            "book-open-page-variant",
        )
    ]
    if shown.room:
        actions.append(
            Choice("department.way", c.tr("action.way"), go("room", room=shown.room), "directions", role="primary")
        )
    actions += poll_choice(c, "department", shown.id)
    return Page(name="department", title=c.tx(shown.name), blocks=tuple(blocks), actions=tuple(actions), args=to.args)


@view("room")
def room(c: Context, to: Destination) -> Page:
    """Where a room is, in words, in the order in which one walks."""
    shown = c.directory.rooms.get(to.arg("room"))
    if shown is None:
        return Page(
            name="room",
            layout="centred",
            blocks=(Empty("map-marker", c.tr("room.unknown"), other_way(c)),),
        )
    mapped = way_page(c, shown, to)
    if mapped is not None:
        return mapped
    blocks: list[Block] = [Facts((Fact("map-marker", c.tr("guide.place"), c.place(shown.id)),))]
    if shown.directions:
        steps = [
            part.strip()
            for part in c.tx(shown.directions).replace("؛", ".").replace(";", ".").split(". ")
            if part.strip()
        ]
        blocks.append(Listing(tuple(Item(step.rstrip(".")) for step in steps), c.tr("room.from_here"), "number"))
    department = c.directory.departments.get(shown.department or "")
    people = tuple(person_row(c, p) for p in c.directory.catalogue.people if p.room == shown.id)
    if people:
        blocks.append(Cards(people, "row"))
    return Page(
        name="room",
        title=c.tx(shown.name),
        chip=Chip(c.tx(department.name)) if department else None,
        blocks=tuple(blocks),
        args=to.args,
    )


@view("way")
def way(c: Context, to: Destination) -> Page:
    """The way to where a service is given."""
    service = c.directory.services[to.arg("service")]
    rooms = [channel.room for channel in service.channels if channel.room]
    queue = c.directory.queues.get(service.queue or "")
    department = c.directory.departments.get(service.department)
    target = rooms[0] if rooms else queue.room if queue else department.room if department else ""
    return room(c, go("room", room=target or ""))


@view("person")
def person(c: Context, to: Destination) -> Page:
    """Who somebody is, where and when to meet them."""
    shown = c.directory.people[to.arg("person")]
    rows = [Fact("account-tie", c.tr("person.role"), c.tx(shown.role))]
    if shown.room:
        rows.append(Fact("map-marker", c.tr("guide.place"), c.place(shown.room)))
    if shown.visiting:
        rows.append(Fact("calendar-clock", c.tr("person.hours"), c.tx(shown.visiting)))
    if shown.phone:
        rows.append(Fact("phone", c.tr("place.phone"), c.ltr(shown.phone)))
    unit = c.directory.departments.get(shown.department)
    actions = []
    if shown.room:
        actions.append(
            Choice("person.way", c.tr("action.way"), go("room", room=shown.room), "directions", role="primary")
        )
    actions += poll_choice(c, "person", shown.id)
    return Page(
        name="person",
        title=c.tx(shown.name),
        chip=Chip(c.tx(unit.name)) if unit else None,
        blocks=(Facts(tuple(rows)),),
        actions=tuple(actions),
        args=to.args,
    )


@view("find")
def find(c: Context, to: Destination) -> Page:
    """Search for a room or a person."""
    text = c.visit.text("find")
    entry = Entry("find", c.tr("find.field"), text, "text", c.tr("find.example"))
    found = search_places(c.directory, text, c.lang)
    people = [person_row(c, person) for person in found[0][:_FOUND]]
    rooms = [room_row(c, room) for room in found[1][:_FOUND]]
    rest: tuple[Block, ...] = ()
    if people or rooms:
        rest = (Cards((*people, *rooms), "row"),)
    elif text.strip():
        rest = (Empty("magnify", c.tr("search.nothing"), c.tr("search.shorter")),)
    return Page(
        name="find",
        title=c.tr("find.title"),
        subtitle=c.tr("search.few"),
        blocks=(entry,),
        side=rest,
    )
