"""Words and picture agree: the turns told are those of the line, floor changes are the same, doors are counted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from kiosk.flow.wayfinding.graph import Means
from kiosk.flow.wayfinding.route import Route, Wayfinder
from kiosk.flow.wayfinding.words import directions, in_sentence, place
from language import pick
from sync.protocol.base import LANGS, Lang
from sync.protocol.catalogue import Catalogue
from tests.wayfinding import plane
from tests.wayfinding.test_routes import journeys

BUILDING = Path(__file__).parents[2] / "assets/sample/building"
HEADINGS = (None, 0.0, 90.0, 137.0, 270.0)
TOLD = re.compile(r"\b(left|right|around)\b")


@pytest.fixture(scope="module")
def routes(finder: Wayfinder) -> list[tuple[Route, float | None]]:
    made = [(finder.route(*journey), HEADINGS[i % 5]) for i, journey in enumerate(journeys(finder.venue))]
    return [(route, heading) for route, heading in made if route is not None]


def drawn(route: Route, heading: float | None) -> list[str]:
    """The turns of the lines of a route, looked at by the tests' own geometry."""
    found = []
    for index, part in enumerate(route.parts):
        if part in route.legs:
            found += plane.turns(part.points, heading if index == 0 else None)  # type: ignore[union-attr]
    return found


def test_the_turns_told_are_the_turns_drawn(catalogue: Catalogue, finder: Wayfinder, routes) -> None:  # type: ignore[no-untyped-def]
    told_any = 0
    for route, heading in routes:
        text = " ".join(d.text for d in directions(finder, catalogue, route, "en", heading))
        told = ["back" if word == "around" else word for word in TOLD.findall(text)]
        assert told == drawn(route, heading), text
        told_any += len(told)
    assert told_any > 2 * len(routes)


def test_what_is_told_as_data_is_what_is_told_in_words(catalogue: Catalogue, finder: Wayfinder, routes) -> None:  # type: ignore[no-untyped-def]
    for route, heading in routes:
        for direction in directions(finder, catalogue, route, "en", heading):
            assert [turn.split("-")[-1] for turn in direction.turns] == [
                "back" if word == "around" else word for word in TOLD.findall(direction.text)
            ]


@pytest.mark.parametrize("lang", LANGS)
def test_floors_told_are_the_floors_of_the_route(
    catalogue: Catalogue, finder: Wayfinder, routes: list[tuple[Route, float | None]], lang: Lang
) -> None:
    floors = {floor.id: floor for floor in catalogue.floors}
    level_floor = {level.id: floors[level.floor] for level in finder.venue.levels}
    names = {level: in_sentence(pick(dict(f.name), lang)[0], lang) for level, f in level_floor.items()}  # type: ignore[arg-type]
    for route, heading in routes:
        texts = [d.text for d in directions(finder, catalogue, route, lang, heading)]
        told = [level for text in texts for level, name in names.items() if name in text]
        assert told == [change.to for change in route.changes], texts


@pytest.mark.parametrize("lang", LANGS)
def test_every_language_tells_the_same_things(
    catalogue: Catalogue, finder: Wayfinder, routes: list[tuple[Route, float | None]], lang: Lang
) -> None:
    for route, heading in routes:
        mine = directions(finder, catalogue, route, lang, heading)
        english = directions(finder, catalogue, route, "en", heading)
        assert [(d.icon, d.level, d.turns) for d in mine] == [(d.icon, d.level, d.turns) for d in english]
        assert all(d.text and "{" not in d.text and len(d.text.split()) <= 15 for d in mine)  # A43


def hand_written() -> list[tuple[str, str]]:
    """Rooms whose way the sample's authors wrote down, with that text."""
    rooms = [r for file in sorted(BUILDING.glob("*.yaml")) for r in yaml.safe_load(file.read_text())["rooms"]]
    told = [(room["id"], room["directions"]["en"]) for room in rooms]
    return [(ident, text) for ident, text in told if "door on the" in text]


@pytest.mark.parametrize(("room", "text"), hand_written())
def test_what_people_wrote_and_what_the_map_says_agree(
    catalogue: Catalogue, finder: Wayfinder, room: str, text: str
) -> None:
    route = finder.route("at-kiosk", room, "lift")
    assert route is not None
    said = " ".join(d.text for d in directions(finder, catalogue, route, "en", 0.0))
    wanted = [re.search(r"turn (left|right)", text)[1]]  # type: ignore[index]
    wanted += re.search(r"(\w+) door on the (left|right)", text).groups()  # type: ignore[union-attr]
    assert re.search(rf"(?i)turn {wanted[0]}\W.*the {wanted[1]} door on your {wanted[2]}\.$", said), said


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        (0.0, "Go straight ahead to the lift."),
        (90.0, "Turn left. Go straight ahead to the lift."),
        (180.0, "Turn around. Go straight ahead to the lift."),
        (270.0, "Turn right. Go straight ahead to the lift."),
    ],
)
def test_the_first_words_are_as_the_visitor_faces(
    catalogue: Catalogue, finder: Wayfinder, heading: float, first: str
) -> None:
    """U15."""
    route = finder.route("at-kiosk", "room-212", "lift")
    assert route is not None
    assert " ".join(d.text for d in directions(finder, catalogue, route, "en", heading)).startswith(first)


ONE_WAY = {
    "fa": ["مستقیم تا آسانسور بروید.", "با آسانسور به طبقهٔ دوم بروید.",
           "از آسانسور که بیرون آمدید، به چپ بپیچید.", "دومین درِ سمت راست است."],
    "ar": ["تقدّم إلى الأمام حتى المصعد.", "اصعد بالمصعد إلى الطابق الثاني.",
           "بعد الخروج من المصعد انعطف يسارًا.", "الباب الثاني على يمينك."],
    "en": ["Go straight ahead to the lift.", "Take the lift up to the second floor.",
           "Come out of the lift and turn left.", "It is the second door on your right."],
    "ru": ["Идите прямо до лифта.", "Поднимитесь на лифте на этаж 2.",
           "Выйдя из лифта, поверните налево.", "Вам нужна вторая дверь справа."],
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_one_way_in_each_language(catalogue: Catalogue, finder: Wayfinder, lang: Lang) -> None:
    route = finder.route("at-kiosk", "room-212", "lift")
    assert route is not None
    assert [d.text for d in directions(finder, catalogue, route, lang, 0.0)] == ONE_WAY[lang]


@pytest.mark.parametrize("means", get_args(Means))
def test_arrived_without_a_step(catalogue: Catalogue, finder: Wayfinder, means: Means) -> None:
    route = finder.route("at-kiosk", "hall-0", means)
    assert route is not None
    assert [d.text for d in directions(finder, catalogue, route, "fa", 0.0)] == ["همین‌جا هستید."]


def test_floor_comes_before_wing(catalogue: Catalogue, finder: Wayfinder) -> None:
    """U15: floor, wing, then room and counter."""
    assert place(finder, catalogue, "room-212", "en") == ("Second floor", "East wing")
    assert place(finder, catalogue, "room-106", "fa") == ("طبقهٔ اول", "ضلع غربی")
    assert place(finder, catalogue, "hall-0", "en") == ("Ground floor",)
