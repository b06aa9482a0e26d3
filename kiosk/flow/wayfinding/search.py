"""The cheapest way through a graph whose steps cost whole numbers (Dijkstra's search).

networkx does this too, and its import alone held 13 MB in the process that draws the screen.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar

Place = TypeVar("Place", bound=Hashable)
Step = TypeVar("Step")


def cheapest(
    out: Mapping[Place, Iterable[tuple[Place, int, Step]]], starts: Iterable[Place], ends: Iterable[Place]
) -> list[tuple[Place, Step]] | None:
    """Return the steps of the cheapest way from any of `starts` to any of `ends`, each with the place it leads to.

    `out` tells for each place where one gets from it, what that costs (none below 0) and the step itself. None where
    no way leads there. Of ways that cost the same, the same one is found each time.
    """
    wanted = set(ends)
    turn = count()
    waiting = [(0, next(turn), start) for start in starts]
    best = {start: 0 for _, _, start in waiting}
    came: dict[Place, tuple[Place, Step]] = {}
    done: set[Place] = set()
    while waiting:
        cost, _, place = heappop(waiting)
        if place in done:
            continue
        if place in wanted:
            return _back(came, place)
        done.add(place)
        for there, more, step in out[place]:
            reached = cost + more
            if there not in best or reached < best[there]:
                best[there] = reached
                came[there] = (place, step)
                heappush(waiting, (reached, next(turn), there))
    return None


def _back(came: dict[Place, tuple[Place, Step]], place: Place) -> list[tuple[Place, Step]]:
    found = []
    while place in came:
        before, step = came[place]
        found.append((place, step))
        place = before
    return found[::-1]
