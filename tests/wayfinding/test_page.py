"""The page of the way (C31, U15): reached from a guide, by the means that suits, printable, said aloud."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kiosk.config import Screen, Settings
from kiosk.flow.context import Context, Directory
from kiosk.flow.page import Deed, Destination, FloorMap, Listing, Page, go
from kiosk.flow.speech import spoken
from kiosk.flow.views import VIEWS
from kiosk.flow.wording import Wording
from kiosk.visit import Visit
from sync.protocol.base import LANGS, Lang
from sync.protocol.catalogue import Catalogue

NOW = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)


@pytest.fixture(scope="module")
def directory(catalogue: Catalogue) -> Directory:
    return Directory(catalogue)


def page(directory: Directory, to: Destination, lang: Lang = "en", *, reach: bool = False, **screen: Any) -> Page:
    visit = Visit(language=lang, reach=reach)
    context = Context(directory, visit, None, Settings(screen=Screen(**screen)), Wording(), NOW)
    return VIEWS["room"](context, to)


def steps(shown: Page) -> list[str]:
    return [item.text for block in shown.all_blocks() if isinstance(block, Listing) for item in block.items]


def titles(shown: Page) -> list[str]:
    return [block.plan.title for block in shown.all_blocks() if isinstance(block, FloorMap)]


def test_the_way_to_a_room_is_drawn_and_told(directory: Directory) -> None:
    shown = page(directory, go("room", room="room-212"))
    assert shown.subtitle == "Second floor, East wing, room 212"
    assert titles(shown) == ["Ground floor", "Second floor"]
    assert steps(shown)[-1] == "It is the second door on your right."


@pytest.mark.parametrize("lang", LANGS)
def test_all_that_is_to_be_done_is_said(directory: Directory, lang: Lang) -> None:
    """A19."""
    shown = page(directory, go("room", room="room-212"), lang)
    said = spoken(shown)
    assert all(step in said for step in steps(shown))
    assert all(title in said for title in titles(shown))


def test_other_means_are_offered_and_taken(directory: Directory) -> None:
    shown = page(directory, go("room", room="room-212"))
    (stairs,) = [choice for choice in shown.small_actions if choice.id == "way.stairs"]
    assert isinstance(stairs.leads, Destination) and stairs.leads.how == "replace"
    other = page(directory, stairs.leads)
    assert any("Go up the stairs to the second floor" in step for step in steps(other))
    assert [choice.id for choice in other.small_actions if choice.id.startswith("way.")] == ["way.lift", "way.print"]


def test_in_reach_mode_the_way_has_no_step(directory: Directory) -> None:
    shown = page(directory, go("room", room="room-306"), reach=True)
    assert not any("stairs" in step for step in steps(shown))


def test_a_counter_is_led_to_in_its_hall(directory: Directory) -> None:
    shown = page(directory, go("room", room="counter-hall", counter="counter-5"))
    assert shown.subtitle == "Ground floor, West wing, room 002, counter 5"
    assert steps(shown) == ["Turn left and go about 15 metres.", "It is on your left."]


def test_the_words_turn_with_the_panel(directory: Directory) -> None:
    """U15: the same way for a visitor who faces the other side."""
    shown = page(directory, go("room", room="room-212"), heading_deg=180.0)
    assert steps(shown)[0].startswith("Turn around")


def test_the_way_can_be_printed_by_the_means_shown(directory: Directory) -> None:
    shown = page(directory, go("room", room="room-212", means="stairs"))
    (paper,) = [choice for choice in shown.small_actions if choice.id == "way.print"]
    assert isinstance(paper.leads, Deed)
    assert (paper.leads.name, paper.leads.arg("room"), paper.leads.arg("means")) == ("print-way", "room-212", "stairs")


def test_without_a_map_the_office_s_own_words_are_shown(catalogue: Catalogue) -> None:
    bare = Directory(catalogue.model_copy(update={"venue": None}))
    shown = page(bare, go("room", room="room-212"))
    assert titles(shown) == [] and "Take the lift to the second floor and turn left" in steps(shown)


def test_a_kiosk_that_is_not_on_the_map_draws_no_way(directory: Directory) -> None:
    assert titles(page(directory, go("room", room="room-212"), place="somewhere-else")) == []


DRAW = """
import sys
from kiosk.screens.setup import prepare
prepare((1000, 500), True)
from kivy.core.window import Window
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget
from kiosk.flow.wayfinding.graph import WalkGraph
from kiosk.flow.wayfinding.plan import route_plans
from kiosk.flow.wayfinding.route import Wayfinder
from kiosk.theme import theme
from kiosk.widgets.floor_plan import FloorPlan
from kiosk.widgets.look import Look
from sync.protocol.catalogue import Catalogue
from tests.wayfinding.conftest import read_sample
catalogue = Catalogue.model_validate(read_sample())
finder = Wayfinder(WalkGraph(catalogue.venue))
route = finder.route("at-kiosk", "room-212", "lift")
for lang in ("fa", "en"):
    plan = route_plans(finder, catalogue, route, lang, 0.0)[1]
    look = Look(theme("light"), lang, 1000, 500, 312.0)
    root = Widget(size=(1000, 500))
    with root.canvas:
        Color(1, 1, 1, 1)
        Rectangle(size=root.size)
    root.add_widget(FloorPlan(look, 976, plan))
    Window.add_widget(root)
    for _ in range(3):
        Clock.tick()
        Clock.tick_draw()
    root.export_to_png(f"{sys.argv[1]}/{lang}.png")
    Window.remove_widget(root)
"""


@pytest.mark.window
def test_the_picture_is_the_same_in_every_language_but_for_letters(tmp_path: Path) -> None:
    """R4, in pixels: room 212 is filled at the lower right, the way is saffron at its places, in fa and in en."""
    environment = {**os.environ, "SDL_VIDEODRIVER": "offscreen", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", DRAW, str(tmp_path)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    for lang in ("fa", "en"):
        picture = Image.open(tmp_path / f"{lang}.png").convert("RGB")
        scale = 976 / 48.8

        def at(x: float, y: float, picture: Image.Image = picture, scale: float = scale) -> tuple[int, ...]:
            found = picture.getpixel((round((x + 0.4) * scale), round(500 - (y + 0.4) * scale)))
            assert isinstance(found, tuple)
            return found

        assert at(37.0, 1.0) == (0x0B, 0x4F, 0x5C)
        assert at(11.0, 1.0) != (0x0B, 0x4F, 0x5C)
        for x, y in itertools.chain(((x, 10.5) for x in (26, 30, 34, 38)), [(39, 10.0)]):
            assert at(x, y) == (0xF2, 0xA3, 0x3A), (lang, x, y)


def test_the_plan_of_a_floor_is_reached_from_its_rooms(directory: Directory) -> None:
    context = Context(directory, Visit(language="en"), None, Settings(), Wording(), NOW)
    (choice,) = VIEWS["floor"](context, go("floor", floor="floor-2")).actions
    assert isinstance(choice.leads, Destination)
    assert titles(VIEWS[choice.leads.view](context, choice.leads)) == ["Second floor"]
