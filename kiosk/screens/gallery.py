"""Every page drawn at a given size: for pictures and for layout tests. `scenes.py` says how each is reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kivy.lang import Builder

from kiosk.config import Settings
from kiosk.flow.deeds import begin
from kiosk.flow.journey import Journey, World
from kiosk.flow.rehearsal import RehearsalDesk, Shelf
from kiosk.flow.wording import Wording
from kiosk.screens.root import ROOT_RULE, KioskRoot
from kiosk.screens.sample import sample_catalogue
from kiosk.screens.scenes import RESTS, SCENES, Scene
from sync.protocol.base import Lang

__all__ = ["SCENES", "Gallery", "Scene", "settle"]


class Gallery:
    """Sets scenes one after another. `now` is the moment that all clocks show."""

    def __init__(self, now: datetime) -> None:
        Builder.load_file(str(ROOT_RULE), encoding="utf-8")
        self.now = now
        self.catalogue = sample_catalogue()
        self.wording = Wording()
        self.idle = 0.0

    def journey(self, settings: Settings) -> tuple[Journey, RehearsalDesk]:
        """Return a new journey at a desk held in memory."""
        desk = RehearsalDesk(self.catalogue, lambda: self.now)
        self.idle = 0.0
        world = World(desk, Shelf(self.catalogue), self.wording, settings, lambda: self.idle, lambda: self.now)
        journey = begin(world)
        journey.start()
        return journey, desk

    def pages(
        self,
        settings: Settings,
        size: tuple[int, int],
        lang: Lang,
        theme: str,
        scale: float,
        only: set[str] | None = None,
    ) -> Iterator[tuple[str, KioskRoot]]:
        """Yield the name of each scene and the window's root as it shows it; parts of a page follow as `name-2`."""
        for name, scene in SCENES.items():
            if only is not None and name not in only:
                continue
            journey, desk = self.journey(settings)
            journey.visit.language, journey.visit.theme, journey.visit.scale = lang, theme, scale
            journey.refresh()
            scene(journey, desk)
            if name in RESTS:
                self.idle += RESTS[name]
                journey.tick()
            root = KioskRoot(journey, settings.screen, size=size, size_hint=(None, None))
            root.update()
            settle()
            yield name, root
            stage: Any = root.stage
            for part in range(1, stage.parts if stage is not None else 1):
                stage.turn("part.next")
                settle()
                yield f"{name}-{part + 1}", root


def settle() -> None:
    """Let everything that waits for the next frame happen: clock events, and kv rules, which Kivy applies late."""
    from kivy.clock import Clock

    for _ in range(2):
        Clock.tick()
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()
