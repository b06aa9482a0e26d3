"""The map of a site as data, after IMDF 1.0 (OGC 20-094): levels, units, openings, relationships, anchors, kiosks.

Feature types, categories and relations are those of IMDF; geometry is GeoJSON (RFC 7946) in form. Two things differ,
on purpose: coordinates are metres in a frame of the building's own (an office measures its plan, nobody surveys it),
and ids are the catalogue's readable ones. `Venue.bearing_deg` and `Venue.origin` say how the frame lies on the Earth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from sync.protocol.base import Message, Slug, Text

Metres = Annotated[float, Field(ge=-10_000, le=10_000, allow_inf_nan=False)]
Position = tuple[Metres, Metres]
"""x and y in metres in the venue's frame: y grows towards `Venue.bearing_deg`, x to the right of it."""

Category = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z]+)*$", max_length=60)]
"""A category of IMDF, such as `walkway`, `restroom.female` or `pedestrian.principal`."""

Accessibility = Literal[
    "assistedlistening",
    "braille",
    "hearing",
    "hearingloop",
    "signlanginterpreter",
    "tactilepaving",
    "tdd",
    "trs",
    "volume",
    "wheelchair",
]


def _closed(rings: tuple[tuple[Position, ...], ...]) -> tuple[tuple[Position, ...], ...]:
    for ring in rings:
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise ValueError("a ring has at least four positions and ends where it began")
    if not rings:
        raise ValueError("a polygon has at least one ring")
    return rings


class Polygon(Message):
    """A GeoJSON polygon: the outer ring first, then holes; each ring ends where it began."""

    type: Literal["Polygon"] = "Polygon"
    coordinates: Annotated[tuple[tuple[Position, ...], ...], AfterValidator(_closed)]


class LineString(Message):
    """A GeoJSON line."""

    type: Literal["LineString"] = "LineString"
    coordinates: Annotated[tuple[Position, ...], Field(min_length=2)]


class Point(Message):
    """A GeoJSON point."""

    type: Literal["Point"] = "Point"
    coordinates: Position


class Level(Message):
    """The plan of a floor. Ordinal and name are those of the catalogue's floor."""

    id: Slug
    floor: Slug
    geometry: Polygon


class Section(Message):
    """A part of a level that people call by a name, such as a wing."""

    id: Slug
    level: Slug
    name: Text
    geometry: Polygon


class Unit(Message):
    """A space that is walked in or entered. `room` names the catalogue's room that it is.

    `display_point` is where its name goes. Walls stand where a unit ends; only an `Opening` leads through.
    """

    id: Slug
    level: Slug
    category: Category
    room: Slug | None = None
    name: Text | None = None
    restriction: Literal["employeesonly", "restricted"] | None = None
    accessibility: tuple[Accessibility, ...] = ()
    display_point: Point | None = None
    geometry: Polygon


class Door(Message):
    """The door of an opening."""

    type: Literal["movablepartition", "open", "revolving", "shutter", "sliding", "swinging", "turnstile"] = "swinging"
    automatic: bool = False


class Opening(Message):
    """A way through a wall; with no `door` it is an open passage. The line lies on the wall, as wide as the opening."""

    id: Slug
    level: Slug
    category: Category = "pedestrian"
    accessibility: tuple[Accessibility, ...] = ()
    door: Door | None = None
    geometry: LineString


class Relationship(Message):
    """A lift, stairs or escalator between two units of different levels."""

    id: Slug
    category: Literal["elevator", "escalator", "stairs", "ramp"]
    direction: Literal["directed", "undirected"] = "undirected"
    origin: Slug
    destination: Slug


class Anchor(Message):
    """A point of interest in a unit; `counter` names the catalogue's counter that stands there."""

    id: Slug
    unit: Slug
    counter: Slug | None = None
    geometry: Point


class Fixture(Message):
    """Something that stands in a unit, such as the desk of a counter; `anchor` is where its visitor stands."""

    id: Slug
    level: Slug
    category: Category = "desk"
    anchor: Slug | None = None
    geometry: Polygon


class Kiosk(Message):
    """A kiosk; its anchor is where its visitor stands."""

    id: Slug
    anchor: Slug
    name: Text | None = None


class GeoReference(Message):
    """Where the frame's origin lies, WGS 84, in degrees."""

    longitude: Annotated[float, Field(ge=-180, le=180)]
    latitude: Annotated[float, Field(ge=-90, le=90)]


class Venue(Message):
    """The map of the site. `bearing_deg` is the compass direction in which y grows (0: the plan's top is north)."""

    id: Slug
    category: Category = "governmentfacility"
    bearing_deg: Annotated[float, Field(ge=0, lt=360)] = 0.0
    origin: GeoReference | None = None
    levels: tuple[Level, ...]
    sections: tuple[Section, ...] = ()
    units: tuple[Unit, ...]
    openings: tuple[Opening, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    fixtures: tuple[Fixture, ...] = ()
    kiosks: tuple[Kiosk, ...] = ()

    def features(self) -> Iterator[tuple[str, str]]:
        """Name of collection and id of every feature, in the order of the document."""
        for name in ("levels", "sections", "units", "openings", "relationships", "anchors", "fixtures", "kiosks"):
            yield from ((name, feature.id) for feature in getattr(self, name))


THROUGH = frozenset(
    {
        "footbridge",
        "lobby",
        "movingwalkway",
        "platform",
        "ramp",
        "steps",
        "terrace",
        "unenclosedarea",
        "waitingroom",
        "walkway",
    }
)
"""Categories of units that anybody may walk through on the way to somewhere else."""

VERTICAL = frozenset({"elevator", "escalator", "stairs"})
"""Categories of units that lead to other levels."""

STEPPED = frozenset({"escalator", "stairs", "steps"})
"""Categories of units, and of relationships, that a wheelchair cannot pass."""
