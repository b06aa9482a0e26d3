"""Service levels: the longest time that a result may take, and who was early or late (G2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from desk.casework.models import Request, Result
from desk.directory.models import Site


class Level(NamedTuple):
    """Of one request: until when the result was due, and by how much it was early (positive) or late."""

    due: datetime
    margin: timedelta | None

    @property
    def late(self) -> bool:
        """Return whether the level was not kept."""
        return self.margin is not None and self.margin < timedelta()

    @property
    def hours(self) -> int:
        """Return whole hours early or late."""
        return int(abs(self.margin or timedelta()).total_seconds() // 3600)


class LevelRow(NamedTuple):
    """Of one result, or of one member of staff: how many, mean hours, how many within the level and beyond it."""

    name: object
    longest_hours: int | None
    total: int
    mean_hours: float
    early: int
    late: int


def level_of(request: Request) -> Level | None:
    """Return the level of a request with a result that has one; None else."""
    if request.result is None or request.result.longest_hours is None:
        return None
    due = request.submitted_at + timedelta(hours=request.result.longest_hours)
    return Level(due, due - request.settled_at if request.settled_at else None)


def by_result(site: Site, since: datetime, until: datetime) -> list[LevelRow]:
    """Return a row for each uniform result given in a span, the most frequent first."""
    return sorted(_grouped(site, since, until, "result"), key=lambda row: -row.total)


def by_person(site: Site, since: datetime, until: datetime) -> list[LevelRow]:
    """Return a row for each member of staff who gave results in a span, those with the most late ones first."""
    return sorted(_grouped(site, since, until, "assigned_to"), key=lambda row: (-row.late, -row.total))


def _grouped(site: Site, since: datetime, until: datetime, by: str) -> list[LevelRow]:
    rows = Request.objects.filter(site=site, settled_at__range=(since, until)).exclude(result=None)
    groups: dict[object, list[Request]] = {}
    for row in rows.select_related("result", "assigned_to").defer("sealed").iterator(1000):
        groups.setdefault(getattr(row, by), []).append(row)
    return [_row(key, members) for key, members in groups.items()]


def _row(key: object, members: list[Request]) -> LevelRow:
    levels = [level for level in map(level_of, members) if level is not None]
    late = sum(level.late for level in levels)
    took = [(row.settled_at - row.submitted_at).total_seconds() / 3600 for row in members if row.settled_at]
    hours = key.longest_hours if isinstance(key, Result) else None
    return LevelRow(key, hours, len(members), sum(took) / len(took), len(levels) - late, late)
