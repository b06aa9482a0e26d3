"""Visits by the keypad alone (A28), led by the voice (A19): arrows until the wanted words are said, then OK."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from kiosk.config import Screen, Settings
from kiosk.flow.deeds import begin
from kiosk.flow.journey import World
from kiosk.flow.rehearsal import RehearsalDesk, Shelf
from kiosk.screens.gallery import Gallery, settle
from kiosk.screens.root import KioskRoot
from sync.protocol.base import Lang


@dataclass
class Ear:
    """What is heard; `last` is what was said most recently."""

    heard: list[str] = field(default_factory=list)

    def say(self, lines: tuple[str, ...], lang: Lang) -> None:
        self.heard.append(" ".join(lines))

    speaking: bool = False

    headset: bool = False

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
    """Somebody who hears and presses keys."""

    def __init__(self, gallery: Gallery, lang: Lang = "fa") -> None:
        self.ear = Ear()
        settings = Settings(screen=Screen(width_mm=337))
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

    def until(self, words: str) -> None:
        """Down until `words` are said, then OK."""
        for _ in range(60):
            self.press("down")
            if self.root.hand.at is not None and words in self.ear.last:
                self.press("ok")
                return
        raise AssertionError(f"{words!r} was never said: {self.ear.heard[-20:]}")

    @property
    def page(self) -> str:
        return self.journey.page.name


@pytest.mark.window
def test_a_ticket_by_ear(gallery: Gallery) -> None:
    blind = Blind(gallery)
    blind.until("فارسی")
    blind.until("گرفتن نوبت")
    assert blind.page == "queues"
    blind.until("امور آموزشی")
    blind.until("گرفتن نوبت")
    assert blind.page == "ticket"
    assert "ب ۱۰۷" in blind.ear.last
    assert len(blind.desk.tickets) == 1


@pytest.mark.window
def test_a_code_by_figures(gallery: Gallery) -> None:
    blind = Blind(gallery)
    blind.until("فارسی")
    blind.until("پیگیری درخواست")
    blind.press(*"0012")
    assert blind.journey.raw_value() == "0012"
    blind.press("delete")
    assert blind.journey.raw_value() == "001"
    blind.until("دیدن وضعیت")
    entry = blind.journey.page.entry()
    assert entry is not None
    assert entry.error


@pytest.mark.window
def test_letters_by_walking_over_the_keys(gallery: Gallery) -> None:
    """OK on the field brings the keys; above and below them the focus leaves: no trap."""
    blind = Blind(gallery)
    blind.until("فارسی")
    blind.until("راهنمای خدمات")
    blind.until("جست‌وجو با نام")
    assert blind.page == "search"
    blind.press("down", "ok", "right", "ok")
    assert blind.journey.raw_value() == "ص"
    blind.press("down", "ok")
    assert len(blind.journey.raw_value()) == 2
    for _ in range(6):
        blind.press("down")
    blind.press("back")
    assert blind.page == "browse"


@pytest.mark.window
def test_the_focus_is_seen_and_goes_round(gallery: Gallery) -> None:
    blind = Blind(gallery)
    blind.until("فارسی")
    seen = []
    for _ in range(14):
        blind.press("down")
        focused = [target.choice.id for target in blind.root.targets() if target.focused]
        assert len(focused) == 1
        seen += focused
    assert len(set(seen)) == 12
    assert seen[12:] == seen[:2]
    heard = len(blind.ear.heard)
    blind.press("repeat")
    assert len(blind.ear.heard) == heard + 1
    assert "برای چه کاری آمده‌اید؟" in blind.ear.last
