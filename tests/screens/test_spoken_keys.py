"""A key that is touched is said, by its name, where only its wearer hears; on the loudspeaker a star (O7, A23, A24)."""

from __future__ import annotations

import pytest
from kivy.tests.common import UnitTestTouch

from kiosk.flow.page import go
from kiosk.screens.gallery import Gallery, settle
from tests.screens.test_keypad import Blind

pytestmark = pytest.mark.window


def _touch(blind: Blind, text: str) -> None:
    board = blind.root.keyboard
    place = board.place_of(text=text) if text else board.place_of(do="backspace")
    finger = UnitTestTouch(0, 0)
    finger.x, finger.y = board.x + place.x + place.width / 2, board.y + place.y + place.height / 2
    finger.pos = (finger.x, finger.y)
    finger.grab_current = None
    board.on_touch_down(finger)
    finger.grab_current = board
    board.on_touch_up(finger)
    settle()


@pytest.fixture
def blind(gallery: Gallery) -> Blind:
    blind = Blind(gallery)
    blind.journey.visit.voice = True
    return blind


def _open(blind: Blind, view: str, **args: str) -> None:
    blind.journey.follow(go(view, "root", **args))
    blind.root.update()
    settle()


@pytest.mark.parametrize(("text", "name"), [("س", "س"), ("\u200c", "نیم‌فاصله"), ("", "پاک کردن حرف قبلی")])
def test_keys_are_said_by_name(blind: Blind, text: str, name: str) -> None:
    _open(blind, "search")
    _touch(blind, text)
    assert blind.ear.last.startswith(name)  # what was found follows
    assert (blind.ear.last == name) == (text != "س")


def test_what_is_personal_is_not_said_aloud(blind: Blind) -> None:
    _open(blind, "form", form="question", step="0")
    _touch(blind, "س")
    assert blind.ear.last == "*"
    assert blind.root.stage.field.text == "س"
