"""Weeks of a real idle window in fast time; a process of its own. `python -m tests.signage.soak FOLDER DAYS`.

Each step lies a minute to ten after the one before: every item changes, days and nights, plans, dimming, new content,
a broken file, visits in between. The frame after each step is sampled; one JSON line tells what was seen.
"""

# ruff: noqa: E402 (Kivy must be prepared before anything of it is imported)
from __future__ import annotations

import json
import os
import random
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ["SDL_VIDEODRIVER"] = "offscreen"
from kiosk.screens.setup import prepare

prepare((360, 640), True)

import psutil
from kivy.core.window import Window

from kiosk.config import Settings
from kiosk.flow.signage import idle
from kiosk.screens import idle_layer
from kiosk.screens.gallery import Gallery, settle
from kiosk.screens.idle_layer import IdleLayer
from kiosk.screens.root import KioskRoot
from sync.protocol.signage import Item, PanelRule, Playlist, Schedule, Signage
from sync.protocol.signage import Window as Hours
from tests.signage.shown import NOW, sample, signage

BLANK = ((0, 0, 0), (255, 255, 255))
DECODE_S = 5.0


class FastClock:
    """The wall and the monotonic clock of the window, both moved by hand."""

    def __init__(self) -> None:
        self.passed = 0.0

    def monotonic(self) -> float:
        return self.passed

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.passed)


def plan(folder: Path) -> list[Signage]:
    """Return two versions that take turns: pictures, notices and a broken file, by day and by night."""
    always = signage(folder).playlists[0]
    night = Playlist(
        id="night", items=(Item(id="n-1", kind="notice", title={"fa": "شب بخیر"}, seconds=300), *always.items[:1])
    )
    schedules = (
        Schedule(id="a", playlist=always.id),
        Schedule(id="n", playlist="night", priority=9, when=Hours(from_time="22:00", until_time="05:30")),
    )
    dim = PanelRule(id="dim", level=60, when=Hours(from_time="21:00", until_time="06:00"))
    whole = Signage(playlists=(always, night), schedules=schedules, panels=(dim,))
    return [whole, whole.model_copy(update={"panels": ()})]


def main(folder: Path, days: float) -> None:
    """Let the days pass."""
    media = folder / "media"
    media.mkdir(exist_ok=True)
    clock, rng = FastClock(), random.Random(8)
    idle.time = idle_layer.time = SimpleNamespace(monotonic=clock.monotonic)  # type: ignore[assignment]
    gallery = Gallery(NOW)
    versions = [gallery.catalogue.model_copy(update={"signage": one}) for one in plan(media)]
    gallery.catalogue = versions[0]
    journey, _desk = gallery.journey(Settings(data=folder))
    root: Any = KioskRoot(journey, journey.world.settings.screen, size=(360, 640), size_hint=(None, None))
    Window.add_widget(root)
    layer = root.idle_layer = IdleLayer(journey, journey.world.settings.screen)
    told: dict[str, Any] = {"steps": 0, "switches": 0, "blank": 0, "undrawn": 0}
    places: set[tuple[float, float]] = set()
    process, early, before, steps = psutil.Process(), 0, None, max(40, int(days * 86400 / 330))
    while clock.passed < days * 86400:
        told["steps"] += 1
        gallery.now = clock.now()
        frame = step(root, layer, told)
        told["switches"] += frame.now != before
        before = frame.now
        if root.attract is not None:
            places.add(tuple(root.attract.children[0].pos))
        if told["steps"] % 500 == 0:
            journey.world.library.catalogue = versions[told["steps"] // 500 % 2]
            layer.told("content", {})
        if told["steps"] == steps // 4:
            early = process.memory_info().rss
        clock.passed += rng.uniform(60, 600)
    told["growth"] = process.memory_info().rss / early - 1 if early else 0.0
    told["days"], told["places"] = days, len(places)
    sys.stdout.write(json.dumps(told) + "\n")
    layer.close()


def step(root: Any, layer: IdleLayer, told: dict[str, Any]) -> Any:
    """Draw until the item of this moment is on the screen; every frame on the way is sampled."""
    deadline = time.perf_counter() + DECODE_S
    while True:
        root.tick()
        settle()
        frame = layer.idle.tick(layer_now())
        player = layer._player
        if player is not None and player.shown is not None:
            told["blank"] += sample(root) in BLANK
        if frame.now is None or (player is not None and player.shown == frame.now):
            told["undrawn"] += frame.now is None
            return frame
        if time.perf_counter() > deadline:
            told["undrawn"] += 1
            return frame


def layer_now() -> float:
    """The window's clock."""
    return float(idle_layer.time.monotonic())


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
