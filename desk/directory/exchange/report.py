"""What an import would do, line by line, before anything is done."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from desk.directory.models import Site
from desk.directory.publishing import NotPublishable, build_catalogue
from sync.protocol.catalogue import Catalogue


class What(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    RETIRED = "retired"
    NOTE = "note"
    PROBLEM = "problem"


class Line(NamedTuple):
    """One line of the report. `line` counts from 1 in the file or sheet `place`; 0 where there are no lines."""

    place: str
    line: int
    what: What
    item: str
    detail: str = ""

    def __str__(self) -> str:
        where = f"{self.place}:{self.line}" if self.line else self.place
        return f"{where}: {self.what} {self.item}{f': {self.detail}' if self.detail else ''}"


class Draft(NamedTuple):
    """A catalogue that is ready to be taken, or None where a line has a problem; and the report."""

    catalogue: Catalogue | None
    lines: list[Line]

    def count(self, what: What) -> int:
        """Return how many lines are of a kind."""
        return sum(line.what == what for line in self.lines)


class Unreadable(Exception):
    """A file that cannot be read at all; the text says what to do."""


def base_of(site: Site | None) -> dict[str, Any]:
    """Return the directory as it stands, as a document; empty for a new desk. Raises `Unreadable`."""
    if site is None:
        return {}
    try:
        return build_catalogue(site).model_dump(mode="json", exclude_none=True)
    except NotPublishable as error:
        raise Unreadable(f"the directory itself has problems; mend them first: {error}") from error
