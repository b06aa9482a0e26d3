"""A journey through the sample organisation at a desk held in memory, with a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from kiosk.config import Settings
from kiosk.flow.deeds import begin
from kiosk.flow.journey import Journey, World
from kiosk.flow.page import go
from kiosk.flow.rehearsal import RehearsalDesk, Shelf
from kiosk.flow.wording import Wording
from kiosk.screens.sample import sample_catalogue
from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue

NOW = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)


@dataclass
class Voice:
    """Remembers what was said."""

    said: list[tuple[str, ...]] = field(default_factory=list)
    langs: list[Lang] = field(default_factory=list)
    hushed: int = 0
    speaking: bool = False

    def say(self, lines: tuple[str, ...], lang: Lang) -> None:
        self.said.append(lines)
        self.langs.append(lang)

    headset: bool = False

    def plugged(self) -> bool:
        return self.headset

    def keep_loudness(self) -> None:
        pass

    def hush(self) -> None:
        self.hushed += 1

    def louder(self, up: bool) -> None:
        self.said.append(("louder" if up else "quieter",))


@dataclass
class Visit:
    """A journey and all around it."""

    journey: Journey
    desk: RehearsalDesk
    voice: Voice
    clock: list[float]

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return (self.journey.warning or self.journey.page).name

    def walk(self, *steps: str) -> list[str]:
        """Choose one after another; return the pages that were shown."""
        shown = []
        for step in steps:
            assert self.journey.choose(step), f"{step} is not on the page {self.page}: {self.ids()}"
            shown.append(self.page)
        return shown

    def ids(self) -> list[str]:
        """The ids of all choices of the page."""
        return [choice.id for choice in self.journey.page.choices()]

    def go(self, view: str, **args: str) -> None:
        """Jump to a page."""
        self.journey.follow(go(view, "root", **args))

    def rest(self, seconds: float) -> None:
        """Let time pass with no touch."""
        self.clock[0] += seconds
        self.journey.tick()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return sample_catalogue()


@pytest.fixture
def make_visit(catalogue: Catalogue) -> Callable[..., Visit]:
    def make(lang: Lang = "fa", settings: Settings | None = None) -> Visit:
        desk = RehearsalDesk(catalogue, lambda: NOW)
        voice, clock = Voice(), [0.0]
        world = World(
            desk, Shelf(catalogue), Wording(), settings or Settings(), lambda: clock[0], lambda: NOW, speaker=voice
        )
        journey = begin(world)
        journey.start()
        visit = Visit(journey, desk, voice, clock)
        assert journey.choose(f"language.{lang}")
        return visit

    return make


@pytest.fixture
def visit(make_visit: Callable[..., Visit]) -> Visit:
    return make_visit()
