"""Cutting a column of pieces into pages that fit: whole pieces only, at most so many choices, no heading at a foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_CHOICES = 8
"""At most so many choices stand on one page (U12)."""


@dataclass(frozen=True)
class Extent:
    """What counts of a piece: its height in px, the gap above it, how many choices it holds."""

    height: float
    gap: float
    choices: int = 0
    keep_with_next: bool = False


def paginate(extents: Sequence[Extent], available: float, alike: bool = True) -> list[range]:
    """Return the pieces of each page as ranges of indices; a piece higher than `available` has a page of its own.

    No more pages than are needed, and those filled alike: seven rows are three, two and two, not three, three and one.
    Not `alike`: each page takes what it can, for what comes first matters most.
    """
    pages = _filled(extents, available)
    return pages if len(pages) < 2 or not alike else _alike(extents, available, len(pages)) or pages


def _filled(extents: Sequence[Extent], available: float) -> list[range]:
    pages: list[range] = []
    first = 0
    while first < len(extents):
        last = _fill(extents, first, available)
        while last - 1 > first and last < len(extents) and extents[last - 1].keep_with_next:
            last -= 1
        pages.append(range(first, last))
        first = last
    return pages or [range(0)]


def _fill(extents: Sequence[Extent], first: int, available: float) -> int:
    used, choices = extents[first].height, extents[first].choices
    last = first + 1
    while last < len(extents):
        used += extents[last].gap + extents[last].height
        choices += extents[last].choices
        if used > available or choices > MOST_CHOICES:
            break
        last += 1
    return last


def _alike(extents: Sequence[Extent], available: float, count: int) -> list[range] | None:
    """Return `count` pages whose heights differ least (the least sum of squares), None where nothing may be moved."""
    best: dict[int, tuple[float, list[range]]] = {0: (0.0, [])}
    for _ in range(count):
        longer: dict[int, tuple[float, list[range]]] = {}
        for first, (cost, pages) in best.items():
            if first >= len(extents):
                continue
            most = _fill(extents, first, available)
            for last in range(first + 1, most + 1):
                alone = last - 1 == first and last == most  # nothing of what it belongs to fits under it
                if last < len(extents) and extents[last - 1].keep_with_next and not alone:
                    continue
                height = sum(e.height + (e.gap if i else 0) for i, e in enumerate(extents[first:last]))
                found = (cost + height * height, [*pages, range(first, last)])
                if last not in longer or found[0] <= longer[last][0] + 1e-6:
                    longer[last] = found
        best = longer
    done = best.get(len(extents))
    return done[1] if done else None
