"""Places and people of an office: site, floors, rooms, counters (IMDF words), departments, opening hours (HSDS)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sync.protocol.base import HHMM, Lang, Message, Phone, Sha256, Slug, Text

Weekday = Literal["sat", "sun", "mon", "tue", "wed", "thu", "fri"]
Icon = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
"""The name of a Material Design icon, such as `school`."""


class Opening(Message):
    """A span of opening on some weekdays. `closes` is later than `opens` on the same day."""

    days: tuple[Weekday, ...]
    opens: HHMM
    closes: HHMM


class ExceptionalDay(Message):
    """A day with hours of its own, or closed where `opens` is absent."""

    date: date
    opens: HHMM | None = None
    closes: HHMM | None = None
    note: Text | None = None


class Hours(Message):
    """Opening hours of a site, a department or a queue."""

    regular: tuple[Opening, ...] = ()
    exceptions: tuple[ExceptionalDay, ...] = ()


class Organisation(Message):
    """The office that runs the desk."""

    id: Slug
    name: Text
    tagline: Text | None = None
    logo: Sha256 | None = None
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")] | None = None
    languages: tuple[Lang, ...] = ("fa", "ar", "en", "ru")
    default_language: Lang = "fa"
    phone: Phone | None = None
    website: Annotated[str, StringConstraints(max_length=200)] | None = None
    privacy: Text | None = None


class Site(Message):
    """One building or campus. `timezone` is an IANA name; a service day is a day there."""

    id: Slug
    name: Text
    address: Text | None = None
    timezone: str = "Asia/Tehran"
    hours: Hours = Hours()


class Floor(Message):
    """A level (IMDF). `ordinal` counts from the ground floor, 0; below it is negative."""

    id: Slug
    ordinal: Annotated[int, Field(ge=-20, le=200)]
    name: Text
    summary: Text | None = None


class Department(Message):
    """A unit of the organisation and what it does (C32)."""

    id: Slug
    name: Text
    summary: Text | None = None
    icon: Icon = "office-building"
    floor: Slug | None = None
    room: Slug | None = None
    phone: Phone | None = None
    head: Slug | None = None
    hours: Hours | None = None


class Room(Message):
    """A unit (IMDF) with a door number. `directions` says the way from the lobby in words."""

    id: Slug
    floor: Slug
    number: Annotated[str, StringConstraints(max_length=12)]
    name: Text
    department: Slug | None = None
    kind: Literal["office", "hall", "counter-hall", "prayer", "restroom", "lift", "stairs", "entrance", "other"] = (
        "office"
    )
    directions: Text | None = None


class Counter(Message):
    """A place where tickets are called to. Serves the queues named, in the order of the desk's rule."""

    id: Slug
    number: Annotated[str, StringConstraints(max_length=6)]
    room: Slug
    queues: tuple[Slug, ...]
    name: Text | None = None


class Person(Message):
    """Somebody a visitor may look for. Public office data only."""

    id: Slug
    name: Text
    role: Text
    department: Slug
    room: Slug | None = None
    phone: Phone | None = None
    visiting: Text | None = None
