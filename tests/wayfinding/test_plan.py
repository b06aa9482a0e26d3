"""Plans as data: true to the map, never mirrored, labels where they can be read."""

from __future__ import annotations

import itertools
import random

import pytest
from shapely.geometry import LineString, Point, Polygon, box

from kiosk.flow.wayfinding.labels import place_labels
from kiosk.flow.wayfinding.plan import Mark, Plan, floor_plan, route_plans
from kiosk.flow.wayfinding.route import Route, Wayfinder
from sync.protocol.base import LANGS, Lang
from sync.protocol.catalogue import Catalogue
from tests.wayfinding import plane
from tests.wayfinding.test_routes import journeys

PATH_M, HERE_M, LETTER_M = 0.8, 2.0, 1.1


def area_signed(ring: tuple[tuple[float, float], ...]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) / 2


@pytest.fixture(scope="module")
def to_212(finder: Wayfinder) -> Route:
    route = finder.route("at-kiosk", "room-212", "lift")
    assert route is not None
    return route


def test_a_route_has_the_plans_of_the_floors_it_walks_on(
    catalogue: Catalogue, finder: Wayfinder, to_212: Route
) -> None:
    plans = route_plans(finder, catalogue, to_212, "en", 0.0)
    assert [plan.title for plan in plans] == ["Ground floor", "Second floor"]
    assert [plan.ends for plan in plans] == [False, True]
    assert [plan.here is not None for plan in plans] == [True, False]


@pytest.mark.parametrize("heading", [None, 0.0, 44.0, 90.0, 180.0, 271.0])
def test_no_plan_is_mirrored_in_any_language_or_heading(
    catalogue: Catalogue, finder: Wayfinder, to_212: Route, heading: float | None
) -> None:
    """R4: a turn keeps every ring's sense of rotation, a mirror would change it; and languages share one drawing."""
    made = {lang: route_plans(finder, catalogue, to_212, lang, heading) for lang in LANGS}
    for plans in made.values():
        for plan in plans:
            assert all(area_signed(area.ring) > 0 for area in plan.areas)
    drawn = {tuple((p.areas, p.walls, p.paths, p.here, p.size) for p in plans) for plans in made.values()}
    assert len(drawn) == 1


def test_the_turns_on_the_plan_are_those_of_the_route(catalogue: Catalogue, finder: Wayfinder) -> None:
    dice = random.Random(3)
    for journey in journeys(finder.venue, 60):
        route = finder.route(*journey)
        if route is None or not route.legs:
            continue
        plans = {
            plan.level: plan for plan in route_plans(finder, catalogue, route, "fa", dice.choice([0.0, 95.0, 200.0]))
        }
        for level, plan in plans.items():
            walked = [plane.turns(leg.points, None) for leg in route.legs if leg.level == level and leg.length > 2]
            shown = [plane.turns(path, None) for path in plan.paths if LineString(path).length > 1.5]
            if len(walked) == 1 and len(shown) == 1:
                assert walked == shown


@pytest.mark.parametrize(("heading", "facing"), [(0.0, 0.0), (90.0, 0.0), (180.0, 0.0), (100.0, 10.0), (350.0, 350.0)])
def test_what_lies_before_the_visitor_is_at_the_top(
    catalogue: Catalogue, finder: Wayfinder, heading: float, facing: float
) -> None:
    plan = floor_plan(finder, catalogue, "level-0", "en", heading)
    assert plan.here is not None and plan.here.facing == pytest.approx(facing)
    wide = plan.size[0] > plan.size[1]
    assert wide == (heading in (0.0, 180.0, 350.0))


@pytest.mark.parametrize("lang", LANGS)
def test_the_goal_and_the_lift_to_it_stand_out(
    catalogue: Catalogue, finder: Wayfinder, to_212: Route, lang: str
) -> None:
    ground, second = route_plans(finder, catalogue, to_212, lang, 0.0)  # type: ignore[arg-type]
    assert [area.kind for area in ground.areas].count("via") == 1
    (goal,) = [mark for mark in second.marks if mark.on == "goal"]
    assert goal.text == {"fa": "۲۱۲", "ar": "٢١٢", "en": "212", "ru": "212"}[lang]
    (path,) = second.paths
    (room,) = [Polygon(area.ring) for area in second.areas if area.kind == "goal"]
    assert LineString(path[-2:]).intersects(room)


def size_of(mark: Mark) -> tuple[float, float] | None:
    if mark.kind == "icon":
        return (1.6, 1.6)
    return (0.62 * LETTER_M * len(mark.text), LETTER_M)


def all_plans(catalogue: Catalogue, finder: Wayfinder) -> list[Plan]:
    plans = [floor_plan(finder, catalogue, level.id, "en", 0.0) for level in finder.venue.levels]
    for journey in journeys(finder.venue, 60):
        route = finder.route(*journey)
        if route is not None:
            plans += route_plans(finder, catalogue, route, "en", 0.0)
    return plans


def test_labels_cover_neither_the_way_nor_one_another(catalogue: Catalogue, finder: Wayfinder) -> None:
    for plan in all_plans(catalogue, finder):
        here, labels = place_labels(plan, size_of, PATH_M, HERE_M, (4.0, 1.0))
        boxes = [box(here[0] - 2, here[1] - 0.5, here[0] + 2, here[1] + 0.5)] if here else []
        assert plan.here is None or here is not None, "these words have room"
        for label in labels:
            width, height = size_of(label.mark) or (0, 0)
            x, y = label.at
            boxes.append(box(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
        for index, one in enumerate(boxes):
            assert not any(one.intersects(other) for other in boxes[index + 1 :]), plan.title
        for label, place in zip(labels, boxes[-len(labels) :], strict=True):
            hit = any(LineString(path).buffer(PATH_M / 2 - 0.01).intersects(place) for path in plan.paths)
            assert not hit or label.mark.kind in ("counter", "number"), (plan.title, label)
            if plan.here is not None and label.mark.kind == "name":
                assert not Point(plan.here.at).buffer(HERE_M / 2 - 0.01).intersects(place), (plan.title, label)


@pytest.mark.parametrize("lang", LANGS)
def test_where_one_stands_already_no_name_is_written_over_the_mark(
    catalogue: Catalogue, finder: Wayfinder, lang: Lang
) -> None:
    route = finder.route("at-kiosk", "hall-0", "lift")
    assert route is not None
    for plan in route_plans(finder, catalogue, route, lang, 0.0):
        assert plan.here is not None

        def measure(mark: Mark) -> tuple[float, float] | None:
            return (mark.room[0], mark.room[1] * 0.6) if mark.kind == "name" else size_of(mark)

        _, labels = place_labels(plan, measure, PATH_M, HERE_M, (4.0, 1.0))
        for label in labels:
            (x, y), (width, height) = label.at, measure(label.mark) or (0, 0)
            place = box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            assert not Point(plan.here.at).buffer(HERE_M / 2 - 0.01).intersects(place), label


@pytest.mark.parametrize("size", [(4.0, 1.0), (7.0, 1.2), (5.0, 2.4)])
def test_a_name_stays_in_its_room_beside_the_counters(
    catalogue: Catalogue, finder: Wayfinder, size: tuple[float, float]
) -> None:
    """Its colour is chosen for the ground of that room: what runs over the wall cannot be read."""

    def measure(mark: Mark) -> tuple[float, float] | None:
        return size if mark.kind == "name" else (1.4, 1.4) if mark.kind == "counter" else size_of(mark)

    named = 0
    for plan in all_plans(catalogue, finder):
        _, labels = place_labels(plan, measure, PATH_M, HERE_M)
        counters = [Point(label.at) for label in labels if label.mark.kind == "counter"]
        for label in labels:
            if label.mark.kind != "name" or any(own > room for own, room in zip(size, label.mark.room, strict=True)):
                continue
            (x, y), (width, height) = label.at, size
            place = box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            rooms = [Polygon(area.ring) for area in plan.areas if area.kind == label.mark.on]
            assert any(room.covers(place) for room in rooms), (plan.title, label)
            assert not any(place.intersects(counter) for counter in counters), (plan.title, label)
            named += 1
    assert named > 10


def test_words_beside_the_visitor_give_way_to_numbers(catalogue: Catalogue, finder: Wayfinder) -> None:
    """On a small map in large letters they are longer than the hall: then the mark stands alone."""
    plans = [plan for plan in all_plans(catalogue, finder) if plan.here is not None]
    for words in ((14.0, 2.0), (30.0, 3.0)):
        for plan in plans:
            here, labels = place_labels(plan, size_of, PATH_M, HERE_M, words)
            if here is not None:
                written = box(*(here[i] - words[i] / 2 for i in (0, 1)), *(here[i] + words[i] / 2 for i in (0, 1)))
                for label in labels:
                    assert not written.contains(Point(label.at)), (plan.title, label)
    assert all(place_labels(plan, size_of, PATH_M, HERE_M, (200.0, 3.0))[0] is None for plan in plans)


def test_every_numbered_room_has_its_number_on_the_plan(catalogue: Catalogue, finder: Wayfinder) -> None:
    floors = {level.id: level.floor for level in finder.venue.levels}
    for level, floor in floors.items():
        plan = floor_plan(finder, catalogue, level, "en", 0.0)
        shown = {mark.text for mark in plan.marks if mark.kind == "number"}
        assert shown == {room.number for room in catalogue.rooms if room.floor == floor and room.kind == "office"}


def test_outdoors_is_drawn_only_where_the_way_leads(catalogue: Catalogue, finder: Wayfinder) -> None:
    plain = floor_plan(finder, catalogue, "level-0", "en", 0.0)
    route = finder.route("at-kiosk", "forecourt", "step-free")
    assert route is not None
    (led,) = route_plans(finder, catalogue, route, "en", 0.0)
    assert led.size[1] > plain.size[1] + 4
    assert {area.kind for area in plain.areas}.isdisjoint({"outside"})
