"""Buildings that are no row of boxes: a corridor round a court, an eight-sided hall, a suite behind an anteroom."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

import pytest

from kiosk.flow.wayfinding.graph import WalkGraph
from kiosk.flow.wayfinding.route import Route, Wayfinder
from sync.protocol.venue import Venue
from tests.wayfinding.test_routes import walls_crossed

Ring = list[list[float]]


def venue(units: dict[str, tuple[str, Ring]], openings: dict[str, tuple[list[float], list[float]]]) -> Venue:
    """One level of units `{id: (category, corners)}` and doors `{id: (end, end)}`."""
    document: dict[str, Any] = {"id": "house", "units": [], "openings": []}
    every = [point for _, ring in units.values() for point in ring]
    low, high = min(every)[0] - 100, max(every)[0] + 100
    outline = [[low, low], [high, low], [high, high], [low, high], [low, low]]
    document["levels"] = [{"id": "l", "floor": "f", "geometry": {"coordinates": [outline]}}]
    for ident, (category, ring) in units.items():
        geometry = {"coordinates": [[*ring, ring[0]]]}
        document["units"].append({"id": ident, "level": "l", "category": category, "geometry": geometry})
    for ident, ends in openings.items():
        feature = {"id": ident, "level": "l", "door": {}, "geometry": {"coordinates": list(ends)}}
        document["openings"].append(feature)
    return Venue.model_validate(document)


def found(house: Venue, start: str, goal: str) -> Route:
    route = Wayfinder(WalkGraph(house)).route(start, goal)
    assert route is not None
    assert all(walls_crossed(house, leg) == [] for leg in route.legs)
    return route


def test_a_corridor_round_a_court_is_walked_round() -> None:
    u = [[0, 0], [30, 0], [30, 20], [27, 20], [27, 3], [3, 3], [3, 20], [0, 20]]
    house = venue(
        {
            "corridor": ("walkway", [[float(x), float(y)] for x, y in u]),
            "west": ("office", [[0.0, 20.0], [3.0, 20.0], [3.0, 24.0], [0.0, 24.0]]),
            "east": ("office", [[27.0, 20.0], [30.0, 20.0], [30.0, 24.0], [27.0, 24.0]]),
        },
        {"a": ([1.0, 20.0], [2.0, 20.0]), "b": ([28.0, 20.0], [29.0, 20.0])},
    )
    route = found(house, "west", "east")
    assert route.length == pytest.approx(19.5 + 27 + 19.5, abs=0.5)
    assert len(route.legs[0].points) == 4


@pytest.mark.parametrize(("first", "second"), [(0, 1), (0, 2), (0, 3), (0, 4), (1, 4), (2, 7), (3, 6), (5, 1), (7, 0)])
def test_an_eight_sided_hall_joins_all_its_doors(first: int, second: int) -> None:
    corners = [[10 * cos(pi / 8 + i * pi / 4), 10 * sin(pi / 8 + i * pi / 4)] for i in range(8)]
    units: dict[str, tuple[str, Ring]] = {"hall": ("lobby", corners)}
    openings = {}
    for i in range(8):
        a, b = corners[i], corners[(i + 1) % 8]
        out = [[p[0] * 1.4, p[1] * 1.4] for p in (b, a)]
        units[f"room-{i}"] = ("office", [b, a, *reversed(out)])
        openings[f"d-{i}"] = ([a[j] * 0.6 + b[j] * 0.4 for j in (0, 1)], [a[j] * 0.4 + b[j] * 0.6 for j in (0, 1)])
    route = found(venue(units, openings), f"room-{first}", f"room-{second}")
    assert route.length < 40


def test_a_room_behind_an_anteroom_is_reached_through_it_but_no_office_is_a_short_cut() -> None:
    def box(x0: float, y0: float, x1: float, y1: float) -> Ring:
        return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]

    house = venue(
        {
            "corridor": ("walkway", [[0.0, 0.0], [20.0, 0.0], [20.0, 30.0], [17.0, 30.0], [17.0, 3.0], [0.0, 3.0]]),
            "anteroom": ("office", box(0, 3, 17, 10)),
            "inner": ("office", box(0, 10, 17, 20)),
        },
        {
            "front": ([1.0, 3.0], [2.0, 3.0]),
            "between": ([1.0, 10.0], [2.0, 10.0]),
            "side": ([17.0, 5.0], [17.0, 6.0]),
        },
    )
    route = found(house, "corridor", "inner")
    assert route.goal == "inner"
    assert route.legs[0].points[-1] == pytest.approx((1.5, 11.0))
