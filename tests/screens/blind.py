"""Somebody who hears and presses the keys of the keypad, and never looks (A19, A28)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from kiosk.config import Screen, Settings
from kiosk.flow.deeds import begin
from kiosk.flow.focus import FIELD
from kiosk.flow.journey import World
from kiosk.flow.rehearsal import RehearsalDesk, Shelf
from kiosk.screens.driver import visible_texts
from kiosk.screens.gallery import Gallery, settle
from kiosk.screens.root import KioskRoot
from kiosk.screens.stage import Pager
from kiosk.widgets.floor_plan import FloorPlanPiece
from sync.protocol.base import Lang

MOST_STOPS = 60


@dataclass
class Ear:
    """What is heard; `last` is what was said most recently."""

    heard: list[str] = field(default_factory=list)
    headset: bool = False
    speaking: bool = False

    def say(self, lines: tuple[str, ...], lang: Lang) -> None:
        self.heard.append(" ".join(lines))

    def plugged(self) -> bool:
        return self.headset

    def keep_loudness(self) -> None:
        pass

    def hush(self) -> None:
        pass

    def louder(self, up: bool) -> None:
        self.heard.append("louder" if up else "quieter")

    @property
    def last(self) -> str:
        return self.heard[-1] if self.heard else ""


class Blind:
    """One visitor at one window. `headset`: plugged in before the first key."""

    def __init__(self, gallery: Gallery, lang: Lang = "fa", headset: bool = False) -> None:
        self.ear = Ear(headset=headset)
        settings = Settings(screen=Screen(width_mm=337), language=lang)
        self.desk = RehearsalDesk(gallery.catalogue, lambda: gallery.now)
        world = World(
            self.desk, Shelf(gallery.catalogue), gallery.wording, settings, lambda: 0.0, lambda: gallery.now,
            speaker=self.ear,
        )  # fmt: skip
        self.journey = begin(world)
        self.journey.start()
        self.journey.visit.voice = True
        self.root = KioskRoot(self.journey, settings.screen, size=(1080, 1920), size_hint=(None, None))
        self.root.update()
        settle()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.root.hand.press(key)
            self.root.update()
            settle()

    def until(self, words: str, whole: bool = False) -> None:
        """Down until `words` are said at a stop, or nothing else than them where `whole`, then OK."""
        for _ in range(MOST_STOPS):
            self.press("down")
            if self.root.hand.at is not None and (words == self.ear.last if whole else words in self.ear.last):
                self.press("ok")
                return
        raise AssertionError(f"{words!r} was never said: {self.ear.heard[-20:]}")

    def choose(self, choice_id: str) -> None:
        """Walk until the words of a choice are said, then OK."""
        shown = (*(self.journey.warning or self.journey.page).choices(), *self.journey.bar)
        self.until(next(choice.spoken for choice in shown if choice.id == choice_id), whole=True)

    def type(self, text: str) -> None:
        """Figures by the keypad; letters by walking over the keys of the screen."""
        for letter in text:
            if letter.isdigit():
                self.press(letter)
            else:
                self._letter(letter)

    def _letter(self, letter: str) -> None:
        while self.root.hand.at != FIELD:
            self.press("down")
        self.press("ok")
        for _row in range(6):
            for _column in range(14):
                if self._under().text == letter:
                    self.press("ok")
                    self._leave()
                    return
                self.press("right")
            self.press("down")
        raise AssertionError(f"there is no key {letter!r}")

    def _under(self) -> Any:
        return self.root.keyboard.places[self.root.hand._on_keys].key

    def _leave(self) -> None:
        """Up beyond the top row: the keys are no trap."""
        while self.root.hand._on_keys is not None:
            self.press("up")

    @property
    def page(self) -> str:
        return str(self.journey.page.name)

    def unheard(self) -> list[str]:
        """Return what stands on the page and has not been said in this visit; a pager's words and a map's aside."""
        if self.root.stage is None or self.root.veil is not None:
            return []
        heard = " ".join(self.ear.heard)
        return [
            text
            for text, label in visible_texts(self.root.stage)
            if uncounted(text) not in heard and not _sign(label) and not text.strip().isdigit()
        ]


def uncounted(text: str) -> str:
    """Return the words of a button without the seconds that count down behind them."""
    return re.split(r"[ \N{NO-BREAK SPACE}]\(", text)[0].strip()


def _sign(label: object) -> bool:
    widget = label.parent  # type: ignore[attr-defined]
    while widget is not None and widget.parent is not widget:
        if isinstance(widget, (Pager, FloorPlanPiece)):
            return True
        widget = widget.parent
    return False
