"""Which questionnaire a visitor is asked: the one on what was done, the narrowest first (C28-C30)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, TypeVar

from sync.protocol.catalogue import Catalogue
from sync.protocol.forms import Poll

P = TypeVar("P")
After = Literal["ticket", "request"]


class About(NamedTuple):
    """What a poll is on, or what was done: a person, a service, a unit; each an id of the directory, or None."""

    person: object = None
    service: object = None
    department: object = None


def narrowest(polls: Iterable[P], on: Callable[[P], About], done: About) -> P | None:
    """Return the first poll on the person of what was done, else on its service, its unit, or on nothing special."""
    found: dict[int, P] = {}
    for poll in polls:
        for rank, (mine, theirs) in enumerate(zip(on(poll), done, strict=True)):
            if mine is not None:
                if mine == theirs:
                    found.setdefault(rank, poll)
                break
        else:
            found.setdefault(len(About._fields), poll)
    return found[min(found)] if found else None


def is_narrow(poll: Poll) -> bool:
    """Return whether a poll is on something in particular."""
    return bool(poll.person or poll.service or poll.department)


def poll_for(
    catalogue: Catalogue, after: After, service: str | None = None, department: str | None = None
) -> Poll | None:
    """Return the poll for a visitor of `service`, or of a request to the unit `department`; None where none fits."""
    found = next((item for item in catalogue.services if item.id == service), None)
    person = found.contact_point.person if found is not None and found.contact_point is not None else None
    unit = department or (found.department if found is not None else None)
    fitting = [poll for poll in catalogue.polls if poll.after in (after, "any")]
    return narrowest(
        fitting, lambda poll: About(poll.person, poll.service, poll.department), About(person, service, unit)
    )
