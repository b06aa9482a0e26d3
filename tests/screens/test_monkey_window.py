"""Visitors who touch whatever they like, fast, in a window: no exception, no dead end, never stuck.

MIZBAN_WINDOW_MONKEYS=200 makes as many visits. Touches go in as the window hands them over; cables are pulled,
languages turned, and the panel is put on its side.
"""

from __future__ import annotations

import os
import random

import pytest
from kivy.input.providers.mouse import MouseMotionEvent

from kiosk.config import Screen, Settings
from kiosk.screens.gallery import Gallery, settle
from kiosk.screens.root import KioskRoot
from sync.protocol.base import LANGS

VISITS = int(os.environ.get("MIZBAN_WINDOW_MONKEYS", "6"))
TOUCHES = 25
SIZES = ((1080, 1920), (1920, 1080))
PAPERS = (("ready", "confirmed"), ("paper_out", "failed"), ("unknown", "uncertain"), ("none", "none"))
FAULTS = ("", "closed", "queue_full", "no_space", "no_daemon", "timeout")
KEYS = ("up", "down", "left", "right", "ok", "back", "home", "help", "repeat", "1", "delete", "louder")


def _tap(root: KioskRoot, place: tuple[float, float]) -> None:
    """One finger down and up, through the widgets as Kivy's window hands it over."""
    touch = MouseMotionEvent(
        "mouse", 1, (place[0] / root.width, place[1] / root.height), is_touch=True, type_id="touch"
    )
    touch.scale_for_screen(*map(int, root.size))
    root.on_touch_down(touch)
    for held in list(touch.grab_list):
        widget = held()
        if widget is not None:
            touch.grab_current = widget
            touch.push()
            touch.apply_transform_2d(widget.parent.to_widget)
            widget.on_touch_up(touch)
            touch.pop()
    touch.grab_current = None
    root.on_touch_up(touch)


@pytest.mark.window
@pytest.mark.timeout(120 + 10 * VISITS)
def test_random_visits_end_well(gallery: Gallery) -> None:
    luck = random.Random(7)
    for number in range(VISITS):
        settings = Settings(screen=Screen(width_mm=337))
        journey, desk = gallery.journey(settings)
        journey.visit.language = luck.choice(LANGS)
        root = KioskRoot(journey, settings.screen, size=luck.choice(SIZES), size_hint=(None, None))
        root.update()
        for _ in range(TOUCHES):
            _something_happens(luck, root, desk, gallery)
            if luck.random() < 0.25:
                root.hand.press(luck.choice(KEYS))
            else:
                _touch_something(luck, root)
            root.update()
            settle()
            where = f"visit {number}, page {journey.page.name}"
            assert root.targets(), f"{where}: nothing can be touched"
            assert root.is_drawn(), f"{where}: the picture is another's"
        limits, visit, at_rest = settings.visit, journey.visit, journey.page.name == "attract"
        longest = (max(limits.form_idle_s, limits.idle_s, 60) + limits.warning_s + 1) * (10 if visit.more_time else 1)
        for _ in range(3):
            gallery.idle += longest
            root.tick()
        assert journey.page.name == "attract"
        assert at_rest or journey.visit is not visit


def _something_happens(luck: random.Random, root: KioskRoot, desk: object, gallery: Gallery) -> None:
    if luck.random() < 0.1:
        desk.printer, desk.paper = luck.choice(PAPERS)  # type: ignore[attr-defined]
        root.journey.start()
    if luck.random() < 0.1:
        fault = luck.choice(FAULTS)
        desk.fail = {name: fault for name in ("ticket.issue", "request.submit", "track") if fault}  # type: ignore[attr-defined]
    if luck.random() < 0.1:
        root.journey.language(luck.choice(LANGS))
        root.journey.refresh()
    if luck.random() < 0.05:
        root.size = luck.choice(SIZES)
    if luck.random() < 0.05:
        gallery.idle += luck.choice((1.0, 30.0, 70.0))
        root.tick()


def _touch_something(luck: random.Random, root: KioskRoot) -> None:
    """A target, a key, or anywhere; often twice, so fast that the second is a tremor."""
    chance = luck.random()
    keys = root.key_targets()
    if chance < 0.15:
        place = (luck.uniform(0, root.width), luck.uniform(0, root.height))
    elif keys and chance < 0.5:
        x, top, width, height = luck.choice(keys)["box"]
        place = (x + width / 2, root.height - top - height / 2)
    else:
        root._last_choice = 0.0
        target = luck.choice(root.targets())
        place = target.to_window(*target.center)
    for _ in range(luck.choice((1, 1, 2))):
        _tap(root, place)
