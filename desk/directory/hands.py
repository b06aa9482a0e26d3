"""Whose hand the last change of an item was, from its history: for the preview before publishing (S3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile
from typing import Any, NamedTuple

from desk.directory import mapping
from desk.directory.comparing import Difference
from desk.directory.models import Site

_LONG, _AROUND = 400, 40


class Hand(NamedTuple):
    """One difference, who changed the item last (None: an import), and when."""

    change: Difference
    who: Any
    at: datetime | None


def with_hands(site: Site, changes: Iterable[Difference]) -> list[Hand]:
    """Return the differences, each with the last hand on its item."""
    found = list(changes)
    slugs: dict[str, set[str]] = defaultdict(set)
    for change in found:
        slugs[change.collection].add(change.item)
    last: dict[tuple[str, str], Any] = {}
    for collection, names in slugs.items():
        if collection not in mapping.COLLECTIONS:
            continue
        history: Any = mapping.COLLECTIONS[collection][0]
        rows = history.history.filter(site=site, slug__in=names).select_related("history_user").order_by("history_id")
        last |= {(collection, row.slug): row for row in rows}
    return [_hand(_narrowed(change), last.get((change.collection, change.item))) for change in found]


def _narrowed(change: Difference) -> Difference:
    """Cut what long values have in common at both ends, so that what differs is seen."""
    before, after = change.before, change.after
    if before is None or after is None or len(before) + len(after) < _LONG:
        return change
    head = _alike(before, after)
    tail = min(_alike(before[::-1], after[::-1]), len(before) - head, len(after) - head)
    return change._replace(before=_part(before, head, tail), after=_part(after, head, tail))


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _part(text: str, head: int, tail: int) -> str:
    begin, end = max(0, head - _AROUND), min(len(text), len(text) - tail + _AROUND)
    return f"{'… ' if begin else ''}{text[begin:end]}{' …' if end < len(text) else ''}"


def _hand(change: Difference, row: Any) -> Hand:
    return Hand(change, row.history_user, row.history_date) if row is not None else Hand(change, None, None)
