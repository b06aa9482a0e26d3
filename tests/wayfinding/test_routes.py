"""Ways through the sample office, two hundred of them at random, checked by geometry that is not the product's own."""

from __future__ import annotations

import os
import random
from math import cos, radians, sin
from typing import Any, get_args

import pytest

from kiosk.flow.wayfinding.graph import Means, WalkGraph
from kiosk.flow.wayfinding.route import Leg, LevelChange, Route, Wayfinder
from kiosk.flow.wayfinding.words import directions
from sync.protocol.catalogue import Catalogue
from sync.protocol.venue import Venue
from tests.wayfinding import plane

ROUTES = int(os.environ.get("MIZBAN_ROUTES", "200"))
MEANS: tuple[Means, ...] = get_args(Means)
STEPPED = {"stairs", "steps", "escalator"}


def places(venue: Venue) -> list[str]:
    return [unit.id for unit in venue.units if unit.room] + [anchor.id for anchor in venue.anchors]


def journeys(venue: Venue, count: int = ROUTES) -> list[tuple[str, str, Means]]:
    dice = random.Random(1405)
    everywhere = [*places(venue), "forecourt"]
    return [(*dice.sample(everywhere, 2), dice.choice(MEANS)) for _ in range(count)]  # type: ignore[misc]


@pytest.fixture(scope="module")
def routes(finder: Wayfinder) -> list[tuple[str, str, Route]]:
    found = []
    for start, goal, means in journeys(finder.venue):
        route = finder.route(start, goal, means)
        if route is None:
            stepped = {finder.graph.units[place].category for place in (start, goal) if place in finder.graph.units}
            assert means == "step-free" and stepped & STEPPED, f"no way from {start} to {goal} ({means})"
        else:
            found.append((start, goal, route))
    assert len(found) > 0.8 * ROUTES
    return found


def test_no_way_leads_through_a_wall(finder: Wayfinder, routes: list[tuple[str, str, Route]]) -> None:
    for start, goal, route in routes:
        for leg in route.legs:
            assert walls_crossed(finder.venue, leg) == [], f"{start} to {goal}"


def walls_crossed(venue: Venue, leg: Leg) -> list[plane.Position]:
    """Points where a leg meets the side of a unit and there is no opening."""
    gaps = plane.openings(venue, leg.level)
    bad = []
    for a, b in zip(leg.points, leg.points[1:], strict=False):
        for edge in plane.edges(venue, leg.level):
            at = plane.crossing((a, b), edge)
            if at is None:  # alongside: nobody walks inside a wall either
                at = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
                if plane.gap(at, edge) < 0.1:
                    bad.append(at)
            elif min(plane.gap(at, opening) for opening in gaps) > plane.NEAR:
                bad.append(at)
    return bad


def test_step_free_ways_know_no_stairs(finder: Wayfinder, routes: list[tuple[str, str, Route]]) -> None:
    seen = 0
    for start, goal, route in routes:
        if route.means == "step-free":
            seen += len(route.changes) > 0
            assert {change.by for change in route.changes} <= {"elevator"}
            walked = set().union(*(plane.units_under(finder.venue, leg.level, leg.points) for leg in route.legs))
            assert not STEPPED & {finder.graph.units[unit].category for unit in walked}, f"{start} to {goal}"
    assert seen > 10


def test_each_means_is_kept(routes: list[tuple[str, str, Route]]) -> None:
    for _, _, route in routes:
        taken = {change.by for change in route.changes}
        assert route.means != "lift" or taken <= {"elevator"}
        assert route.means != "stairs" or taken <= {"stairs"}


def test_a_way_begins_and_ends_where_it_was_asked(finder: Wayfinder, routes: list[tuple[str, str, Route]]) -> None:
    for start, goal, route in routes:
        if route.legs:
            begins, stops = route.legs[0], route.legs[-1]
            check_end(finder, start, begins.level, begins.points[0], route.parts[0])
            check_end(finder, goal, stops.level, stops.points[-1], route.parts[-1])


def check_end(finder: Wayfinder, place: str, level: str, point: plane.Position, part: Leg | LevelChange) -> None:
    """An end lies at the anchor or in the unit; or that is a lift, from which one goes without walking in it."""
    if place in finder.graph.anchors:
        assert point == finder.graph.anchors[place].position
    elif finder.graph.units[place].level == level:
        assert plane.inside(point, list(finder.graph.units[place].geometry.coordinates[0]))
    else:
        assert isinstance(part, LevelChange)


def test_parts_fit_together(routes: list[tuple[str, str, Route]]) -> None:
    for _, _, route in routes:
        level = None
        for part in route.parts:
            assert level is None or part.level == level
            level = part.to if isinstance(part, LevelChange) else part.level


def test_the_way_back_is_the_same_way(finder: Wayfinder, routes: list[tuple[str, str, Route]]) -> None:
    for start, goal, route in routes:
        back = finder.route(goal, start, route.means)
        assert back is not None
        assert back.length == pytest.approx(route.length, abs=1e-6), f"{start} to {goal}"
        assert [leg.points[::-1] for leg in reversed(back.legs)] == [leg.points for leg in route.legs]


def test_finding_is_deterministic(catalogue: Catalogue, routes: list[tuple[str, str, Route]]) -> None:
    assert catalogue.venue is not None
    other = Wayfinder(WalkGraph(catalogue.venue))
    assert all(other.route(start, goal, route.means) == route for start, goal, route in routes[:60])


def test_nothing_shorter_is_known(finder: Wayfinder, routes: list[tuple[str, str, Route]]) -> None:
    """A way over any third place is never shorter by more than what its turns and waits are worth."""
    for start, goal, route in routes[:40]:
        for between in ("at-kiosk", "room-104", "room-212"):
            first, second = finder.route(start, between, route.means), finder.route(between, goal, route.means)
            if first and second and not route.changes and not first.changes and not second.changes:
                assert route.length <= first.length + second.length + 3.5


@pytest.mark.parametrize("angle", sorted(random.Random(7).sample(range(1, 360), 6)))
def test_a_building_at_any_angle_has_the_same_ways(
    document: dict[str, Any], catalogue: Catalogue, finder: Wayfinder, angle: int
) -> None:
    turned = Wayfinder(WalkGraph(Venue.model_validate(rotated(document["venue"], angle))))
    for goal in ("room-212", "room-106", "prayer-0", "restroom-1", "at-counter-5"):
        plain, other = (f.route("at-kiosk", goal, "lift") for f in (finder, turned))
        assert plain is not None and other is not None, goal
        assert other.length == pytest.approx(plain.length, abs=0.05)
        told = (
            directions(finder, catalogue, plain, "en", 0.0),
            directions(turned, catalogue, other, "en", float(angle)),
        )
        assert [d.text for d in told[0]] == [d.text for d in told[1]]
        assert all(walls_crossed(turned.venue, leg) == [] for leg in other.legs)


def rotated(value: Any, angle: float) -> Any:
    """The document of a venue with every position turned clockwise round the origin."""
    if isinstance(value, dict):
        return {key: rotated(part, angle) for key, part in value.items()}
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(part, float) for part in value):
            c, s = cos(radians(angle)), sin(radians(angle))
            return [value[0] * c + value[1] * s, value[1] * c - value[0] * s]
        return [rotated(part, angle) for part in value]
    return value


def test_where_no_way_leads_there_is_none(document: dict[str, Any]) -> None:
    closed = {**document["venue"], "relationships": []}
    finder = Wayfinder(WalkGraph(Venue.model_validate(closed)))
    assert finder.route("at-kiosk", "room-212") is None
    assert finder.route("at-kiosk", "room-011") is not None


def test_one_is_in_the_lobby_already(finder: Wayfinder) -> None:
    route = finder.route("at-kiosk", "hall-0")
    assert route is not None and route.parts == () and route.length == 0


def test_the_ramp_leads_where_the_steps_do(finder: Wayfinder) -> None:
    over_steps, by_ramp = finder.route("at-kiosk", "forecourt"), finder.route("at-kiosk", "forecourt", "step-free")
    assert over_steps is not None and by_ramp is not None
    for route, unit in ((over_steps, "steps-0"), (by_ramp, "ramp-0")):
        assert unit in plane.units_under(finder.venue, "level-0", route.legs[0].points)
