"""After a visit nothing of it is left in the window's process (U3): objects, widgets, textures, keyboard, clipboard,
what is still to be said, log lines, temporary files. Each journey is played with canaries in its fields."""

from __future__ import annotations

import gc
import logging
import os
import tempfile
from pathlib import Path

import pytest
from kivy.core.clipboard import Clipboard
from kivy.uix.widget import Widget

from kiosk.config import Screen, Settings
from kiosk.flow.page import go
from kiosk.screens.gallery import Gallery, settle
from kiosk.screens.root import KioskRoot
from kiosk.text import visual_order
from tests.screens.blind import Blind
from tests.support import journeys
from tests.support.journeys import CANARY, CANARY_ID, CANARY_MOBILE, JOURNEYS

SEARCHED = "".join(["قناری", "جستجو"])
CANARIES = (CANARY, CANARY_ID, CANARY_MOBILE, "+98" + CANARY_MOBILE[1:], SEARCHED)
SAMPLE = ("request", "complaint", "search", "ticket", "re-examination")
PLAYED = sorted(JOURNEYS) if os.environ.get("MIZBAN_WIPES") == "all" else SAMPLE


def _living(*canaries: str) -> list[str]:
    """Return every living text that holds a canary: of any object, also in caches that the collector does not track.

    The test's own words are left out by identity; what is typed is always a copy.
    """
    gc.collect()
    held = gc.get_referents(*gc.get_objects())
    held += gc.get_referents(*[thing for thing in held if type(thing) in (tuple, frozenset)])
    ours = {id(word) for word in (*CANARIES, *canaries)}
    texts = {id(text): text for text in held if type(text) is str and id(text) not in ours}
    return [text[:80] for text in texts.values() if any(word in text for word in canaries)]


def _copy(text: str) -> str:
    return "".join(list(text))


def _fill(blind: Blind) -> None:
    """Type the canaries as a visitor does: into the field that is shown."""
    while blind.page == "form":
        to = blind.journey.trail[-1]
        form = blind.journey.context().directory.forms[to.arg("form")]
        entry = blind.journey.page.entry()
        if entry is None:
            options = [c.id for c in blind.journey.page.choices() if c.id.startswith("option.")]
            _choose(blind, "option.yes" if "option.yes" in options else options[0])
        else:
            field = next(f for f in form.fields if entry.id.endswith(f"/{f.id}"))
            blind.root.stage.field.insert(_copy(journeys.answer(field)))
            blind.root.update()
        _choose(blind, "form.next")


def _choose(blind: Blind, choice: str) -> None:
    assert blind.journey.choose(choice), f"{choice} is not on {blind.page}"
    blind.root.update()
    settle()


def _play(blind: Blind, name: str) -> None:
    blind.journey.choose("language.fa")
    blind.root.update()
    for what, page in JOURNEYS[name]:
        if what == "fill":
            _fill(blind)
        elif what == "type":
            blind.root.stage.field.insert(_copy(page if page.isdigit() else SEARCHED))
            blind.root.update()
            settle()
        else:
            _choose(blind, what)
            if page == "receipt":
                return  # the moment at which most of the visit is still there


class _Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(0)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.mark.window
@pytest.mark.parametrize("name", PLAYED)
def test_each_journey_is_wiped(gallery: Gallery, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """U3, A24. MIZBAN_WIPES=all plays every journey."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    log = _Log()
    logging.getLogger().addHandler(log)
    blind = Blind(gallery)
    blind.desk.follow("00124830715968", "enrolment-certificate")
    try:
        _play(blind, name)
        blind.journey.end()
        blind.root.update()
        settle()
    finally:
        logging.getLogger().removeHandler(log)
    assert blind.page == "attract"
    blind.desk.asked.clear()  # the rehearsal's own memory of what it was asked
    heard = " ".join(blind.ear.heard)
    blind.ear.heard.clear()
    assert _living(*CANARIES) == []
    assert _living(*(visual_order(word) for word in CANARIES)) == []
    assert not [word for word in CANARIES if word in (Clipboard.paste() or "")]
    assert not [line for line in log.lines if any(word in line for word in CANARIES)]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [word for word in CANARIES if word != SEARCHED and word in heard]


@pytest.mark.window
@pytest.mark.parametrize("ending", ["idle", "help.over"])
def test_the_search_finds_a_canary_and_the_wipe_takes_it(gallery: Gallery, ending: str) -> None:
    """By idling and by hand; first the search must find what is there."""
    settings = Settings(screen=Screen(width_mm=337))
    journey, _desk = gallery.journey(settings)
    root = KioskRoot(journey, settings.screen, size=(1080, 1920), size_hint=(None, None))
    root.update()
    journey.choose("language.fa")
    journey.follow(go("form", form="certificate-request", service="enrolment-certificate", step="3"))
    root.update()
    settle()
    root.stage.field.insert(_copy(CANARY))
    root.update()
    settle()
    assert journey.raw_value() == CANARY
    assert _living(CANARY), "the search must find what is there"
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
    assert _living(CANARY) == []


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
