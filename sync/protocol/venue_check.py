"""What is wrong with a map that fits the schema: ids that lead nowhere, doors off the wall, rooms that none reaches."""

from __future__ import annotations

from collections.abc import Iterator

from shapely.geometry import Point as Spot

from sync.protocol.catalogue import Catalogue, Problem
from sync.protocol.venue import STEPPED, VERTICAL, Relationship, Unit, Venue
from sync.protocol.venue_geometry import joined, shapes

OVERLAP = 0.01
"""Two units may share so much floor, in square metres, before they count as drawn over each other."""

_REFERENCES = {
    ("sections", "level"): "levels",
    ("units", "level"): "levels",
    ("openings", "level"): "levels",
    ("relationships", "origin"): "units",
    ("relationships", "destination"): "units",
    ("anchors", "unit"): "units",
    ("fixtures", "level"): "levels",
    ("fixtures", "anchor"): "anchors",
    ("kiosks", "anchor"): "anchors",
}


def check_venue(catalogue: Catalogue) -> Iterator[Problem]:
    """Everything wrong with the map of a catalogue; nothing where it has none.

    Geometry is looked at only when all references hold.
    """
    venue = catalogue.venue
    if venue is None:
        return
    found = [*_duplicates(venue), *_dangling(venue), *_outward(catalogue, venue)]
    yield from found
    if any(problem.fatal for problem in found):
        return
    drawing = [*_drawing(venue), *_relations(venue)]
    yield from drawing
    if not any(problem.fatal for problem in drawing):
        yield from _reach(catalogue, venue)


def _duplicates(venue: Venue) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for name, ident in venue.features():
        if (name, ident) in seen:
            yield Problem(f"venue.{name}[{ident}]", "this id is used twice; each id stands once")
        seen.add((name, ident))


def _dangling(venue: Venue) -> Iterator[Problem]:
    for (collection, field), target in _REFERENCES.items():
        known = {item.id for item in getattr(venue, target)}
        for item in getattr(venue, collection):
            value = getattr(item, field)
            if value is not None and value not in known:
                yield Problem(f"venue.{collection}[{item.id}].{field}", f"there is no '{value}' among venue.{target}")


def _outward(catalogue: Catalogue, venue: Venue) -> Iterator[Problem]:
    """References from the map to the catalogue, and rooms that the map leaves out."""
    floors = {floor.id for floor in catalogue.floors}
    counters = {counter.id for counter in catalogue.counters}
    rooms = {room.id: room for room in catalogue.rooms}
    level_floor = {level.id: level.floor for level in venue.levels}
    for level in venue.levels:
        if level.floor not in floors:
            yield Problem(f"venue.levels[{level.id}].floor", f"there is no '{level.floor}' among floors")
    for anchor in venue.anchors:
        if anchor.counter is not None and anchor.counter not in counters:
            yield Problem(f"venue.anchors[{anchor.id}].counter", f"there is no '{anchor.counter}' among counters")
    for unit in venue.units:
        if unit.room is None:
            continue
        if unit.room not in rooms:
            yield Problem(f"venue.units[{unit.id}].room", f"there is no '{unit.room}' among rooms")
        elif rooms[unit.room].floor != level_floor.get(unit.level):
            yield Problem(f"venue.units[{unit.id}].level", f"room '{unit.room}' is on '{rooms[unit.room].floor}'")
    drawn = {unit.room for unit in venue.units}
    for room in rooms:
        if room not in drawn:
            yield Problem(f"rooms[{room}]", "the map has no unit for this room; no way to it can be shown", fatal=False)


def _drawing(venue: Venue) -> Iterator[Problem]:
    areas = shapes(venue)
    crossed = [unit.id for unit in venue.units if not areas[unit.id].is_valid]
    for ident in crossed:
        yield Problem(f"venue.units[{ident}].geometry", "the outline crosses itself")
    if crossed:
        return
    for ident, units in joined(venue).items():
        if not units:
            yield Problem(f"venue.openings[{ident}].geometry", "this opening lies on no wall of a unit")
        elif len(units) > 2:
            names = ", ".join(units)
            yield Problem(f"venue.openings[{ident}].geometry", f"this opening joins more than two units: {names}")
    for anchor in venue.anchors:
        if not areas[anchor.unit].covers(Spot(anchor.geometry.coordinates)):
            yield Problem(f"venue.anchors[{anchor.id}].geometry", f"this point lies outside unit '{anchor.unit}'")
    yield from _overlaps(venue)


def _overlaps(venue: Venue) -> Iterator[Problem]:
    areas = shapes(venue)
    for index, unit in enumerate(venue.units):
        for other in venue.units[index + 1 :]:
            if unit.level == other.level and areas[unit.id].intersection(areas[other.id]).area > OVERLAP:
                yield Problem(f"venue.units[{other.id}].geometry", f"this unit is drawn over '{unit.id}'")


def _relations(venue: Venue) -> Iterator[Problem]:
    units = {unit.id: unit for unit in venue.units}
    for relation in venue.relationships:
        ends = (units[relation.origin], units[relation.destination])
        if ends[0].level == ends[1].level:
            yield Problem(f"venue.relationships[{relation.id}]", "both ends are on one level; use openings there")
        wrong = [unit.id for unit in ends if unit.category not in VERTICAL | {"ramp"}]
        for ident in wrong:
            allowed = ", ".join(sorted(VERTICAL | {"ramp"}))
            yield Problem(f"venue.relationships[{relation.id}]", f"unit '{ident}' must be one of: {allowed}")


def _reach(catalogue: Catalogue, venue: Venue) -> Iterator[Problem]:
    """Rooms that no kiosk leads to, and rooms that it leads to over steps only."""
    if not venue.kiosks:
        yield Problem("venue.kiosks", "the map names no kiosk, so no way can start", fatal=False)
        return
    anchors = {anchor.id: anchor.unit for anchor in venue.anchors}
    counters = {anchor.counter for anchor in venue.anchors}
    for kiosk in venue.kiosks:
        start = anchors[kiosk.anchor]
        near, level = reachable(venue, start), reachable(venue, start, step_free=True)
        for unit in venue.units:
            if unit.room is not None and unit.id not in near:
                yield Problem(f"venue.units[{unit.id}]", f"no way leads here from kiosk '{kiosk.id}'")
            elif unit.room is not None and unit.id not in level and unit.category not in STEPPED:
                yield Problem(
                    f"venue.units[{unit.id}]", f"no step-free way leads here from kiosk '{kiosk.id}'", fatal=False
                )
    for counter in catalogue.counters:
        if counter.id not in counters:
            yield Problem(f"counters[{counter.id}]", "the map has no anchor for this counter", fatal=False)


def reachable(venue: Venue, start: str, *, step_free: bool = False) -> set[str]:
    """Return the ids of all units that can be come to from unit `start`, through openings and relationships."""
    units = {unit.id: unit for unit in venue.units}
    ways: dict[str, set[str]] = {ident: set() for ident in units}
    revolving = {opening.id for opening in venue.openings if opening.door and opening.door.type == "revolving"}
    for ident, beside in joined(venue).items():
        if len(beside) == 2 and not (step_free and ident in revolving):
            ways[beside[0]].add(beside[1])
            ways[beside[1]].add(beside[0])
    for relation in venue.relationships:
        _relate(ways, relation, step_free)
    return _spread(ways, units, start, step_free)


def _relate(ways: dict[str, set[str]], relation: Relationship, step_free: bool) -> None:
    if step_free and relation.category in STEPPED:
        return
    ways[relation.origin].add(relation.destination)
    if relation.direction == "undirected":
        ways[relation.destination].add(relation.origin)


def _spread(ways: dict[str, set[str]], units: dict[str, Unit], start: str, step_free: bool) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for ident in sorted(ways[waiting.pop()] - seen):
            if not (step_free and units[ident].category in STEPPED):
                seen.add(ident)
                waiting.append(ident)
    return seen
