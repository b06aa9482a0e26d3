"""The catalogue: everything a kiosk shows, as one document; the same form is what an office keeps in files.

`Content` is a catalogue that the desk has published under a version number.
What a schema cannot see of it is found by `sync.protocol.catalogue_check`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, NamedTuple

from pydantic import Field

from sync.protocol.base import Message, Sha256
from sync.protocol.forms import Form, Notice, Poll
from sync.protocol.places import Counter, Department, Floor, Organisation, Person, Room, Site
from sync.protocol.services import LifeEvent, Queue, Service
from sync.protocol.signage import Signage
from sync.protocol.venue import Venue

SCHEMA = 1
"""Number of this form of the content document; a kiosk refuses a document with a higher one."""


class Media(Message):
    """A file that the content names, fetched by its hash. `size` in bytes."""

    sha256: Sha256
    size: Annotated[int, Field(ge=1, le=2 * 1024**3)]
    kind: Annotated[str, Field(pattern=r"^(image|video|audio)/[a-z0-9.+-]+$")]


class Catalogue(Message):
    """The directory of an office."""

    organisation: Organisation
    site: Site
    floors: tuple[Floor, ...] = ()
    departments: tuple[Department, ...] = ()
    rooms: tuple[Room, ...] = ()
    counters: tuple[Counter, ...] = ()
    people: tuple[Person, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()
    services: tuple[Service, ...] = ()
    queues: tuple[Queue, ...] = ()
    forms: tuple[Form, ...] = ()
    polls: tuple[Poll, ...] = ()
    notices: tuple[Notice, ...] = ()
    media: tuple[Media, ...] = ()
    venue: Venue | None = None
    signage: Signage | None = None


class Content(Message):
    """A published version: a kiosk takes it whole or not at all. `version` only grows."""

    content_schema: int = SCHEMA
    version: Annotated[int, Field(ge=1)]
    published_at: datetime
    catalogue: Catalogue


class Problem(NamedTuple):
    """`where` is a path such as `services[admission].queue`; `what` says what is wrong and what is allowed."""

    where: str
    what: str
    fatal: bool = True
