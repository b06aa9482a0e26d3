"""After a visit nothing of it is left in the window's process (U3): objects, widgets, textures, keyboard, clipboard."""

from __future__ import annotations

import gc

import pytest
from kivy.core.clipboard import Clipboard
from kivy.uix.widget import Widget

from kiosk.config import Screen, Settings
from kiosk.flow.page import go
from kiosk.screens.gallery import Gallery, settle
from kiosk.screens.root import KioskRoot
from kiosk.text import layout, visual_order
from kiosk.widgets import glyphs
from kiosk.widgets.bidi_label import BidiLabel
from kiosk.widgets.text_field import BidiTextField

CANARY = "قناری‌زعفرانی"


def _holders(canary: str) -> list[str]:
    """Widgets, and dicts of living objects, whose text holds the canary."""
    gc.collect()
    found = []
    for thing in gc.get_objects():
        if issubclass(type(thing), (BidiLabel, BidiTextField)) and canary in thing.text:
            found.append(f"{type(thing).__name__}: {thing}")
        elif type(thing) is dict and any(isinstance(value, str) and canary in value for value in thing.values()):
            if thing.get("CANARY") != CANARY:
                found.append(f"dict: {sorted(map(str, thing))[:5]}")
        elif type(thing) in (list, tuple) and any(isinstance(value, str) and canary in value for value in thing):
            found.append(f"{type(thing).__name__} of {len(thing)}")
    return found


@pytest.mark.window
@pytest.mark.parametrize("ending", ["idle", "help.over"])
def test_the_wipe_leaves_no_canary(gallery: Gallery, ending: str) -> None:
    settings = Settings(screen=Screen(width_mm=337))
    journey, _desk = gallery.journey(settings)
    root = KioskRoot(journey, settings.screen, size=(1080, 1920), size_hint=(None, None))
    root.update()
    journey.choose("language.fa")
    journey.follow(go("form", form="certificate-request", service="enrolment-certificate", step="3"))
    root.update()
    settle()
    root.stage.field.insert(CANARY)
    root.update()
    settle()
    assert journey.raw_value() == CANARY
    assert _holders(CANARY), "the search must find what is there"
    if ending == "idle":
        gallery.idle += settings.visit.form_idle_s + settings.visit.warning_s + 1
        root.tick()
        root.tick()
    else:
        journey.choose("bar.help")
        root.update()
        journey.choose(ending)
    root.update()
    settle()
    assert journey.page.name == "attract"
    assert _holders(CANARY) == []
    assert not [key for key in layout._LAYOUTS._values if CANARY in str(key)]
    shown = visual_order(CANARY)
    kept = [*glyphs._WIDTHS._values, *glyphs._TEXTURES._values]
    assert not [key for key in kept if shown in str(key[0]) or (str(key[0]) in shown and len(key[0]) > 4)]
    assert CANARY not in (Clipboard.paste() or "")


@pytest.mark.window
def test_visits_leave_no_widgets_behind(gallery: Gallery) -> None:
    """Ten visits hold no more widgets than two."""
    settings = Settings(screen=Screen(width_mm=337))
    journey, _desk = gallery.journey(settings)
    root = KioskRoot(journey, settings.screen, size=(1080, 1920), size_hint=(None, None))
    counts = []
    for _ in range(10):
        for step in ("language.fa", "home.guide", "browse.search"):
            journey.choose(step)
            root.update()
            settle()
        journey.end()
        root.update()
        settle()
        gc.collect()
        counts.append(sum(issubclass(type(thing), Widget) for thing in gc.get_objects()))
    assert counts[-1] <= counts[1]
