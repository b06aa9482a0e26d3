"""Visits by the keypad alone (A28), led by the voice (A19): arrows until the wanted words are said, then OK."""

from __future__ import annotations

import os

import pytest

from kiosk.screens.gallery import Gallery
from kiosk.screens.keypad import Tremble
from tests.screens.blind import Blind
from tests.support.journeys import CANARY, JOURNEYS, answer


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
    for _ in range(15):
        blind.press("down")
        focused = [target.choice.id for target in blind.root.targets() if target.focused]
        assert len(focused) == 1
        seen += focused
    assert len(set(seen)) == 13
    assert seen[13:] == seen[:2]
    heard = len(blind.ear.heard)
    blind.press("repeat")
    assert len(blind.ear.heard) == heard + 1
    assert "برای چه کاری آمده‌اید؟" in blind.ear.last


CODE = "00124830715968"
SAMPLE = ("ticket", "follow-up", "poll", "suggestion")
PLAYED = sorted(JOURNEYS) if os.environ.get("MIZBAN_KEYPAD") == "all" else SAMPLE


def _fill(blind: Blind) -> None:
    """Answer every question; a long text is one letter here, for each is walked to."""
    while blind.page == "form":
        to = blind.journey.trail[-1]
        form = blind.journey.context().directory.forms[to.arg("form")]
        entry = blind.journey.page.entry()
        if entry is None:
            options = [c.id for c in blind.journey.page.choices() if c.id.startswith("option.")]
            blind.choose("option.yes" if "option.yes" in options else options[0])
        else:
            field = next(f for f in form.fields if entry.id.endswith(f"/{f.id}"))
            value = answer(field)
            blind.type({"text": "ا", "long_text": "ا", "name": "اب"}.get(field.kind, value))
        blind.choose("form.next")


@pytest.mark.window
@pytest.mark.parametrize("headset", [False, True])
@pytest.mark.parametrize("name", PLAYED)
def test_a_journey_with_the_screen_off(gallery: Gallery, name: str, headset: bool) -> None:
    """A19, A28: by keys alone; when a page is left, everything that stood on it has been said.

    MIZBAN_KEYPAD=all plays every journey. On a loudspeaker what was entered is not said (A24).
    """
    if headset and name not in ("follow-up", "suggestion") and os.environ.get("MIZBAN_KEYPAD") != "all":
        pytest.skip("the default run does this by loudspeaker alone")
    blind = Blind(gallery, headset=headset)
    blind.desk.follow(CODE, "enrolment-certificate")
    blind.until("فارسی")
    blind.until("فارسی") if blind.page == "language" else None
    for what, page in JOURNEYS[name]:
        assert _unheard(blind, headset) == []
        if what == "type":
            blind.type(page)
            continue
        _fill(blind) if what == "fill" else blind.choose(what)
        assert blind.page == page, f"{what} led to {blind.page}"
    assert headset or CANARY not in " ".join(blind.ear.heard)


def _unheard(blind: Blind, headset: bool) -> list[str]:
    if blind.journey.page.private and not headset:
        return []
    return blind.unheard()


@pytest.mark.window
def test_a_key_on_the_idle_screen_begins_to_speak(gallery: Gallery) -> None:
    """A20: without sight, and the first words tell where one is and how to go on."""
    blind = Blind(gallery)
    blind.journey.visit.voice = False
    blind.press("help")
    assert blind.page == "language"
    assert blind.journey.visit.voice
    assert blind.ear.last.startswith("میز خدمت.")


@pytest.mark.window
def test_a_number_pad_alone_takes_a_ticket(gallery: Gallery) -> None:
    """A28: 8 and 2 walk, 5 chooses, where nothing is typed; in a field they are figures."""
    blind = Blind(gallery)
    blind.press("5")
    assert blind.page == "language"
    for wanted, page in (
        ("فارسی", "home"),
        ("گرفتن نوبت", "queues"),
        ("امور آموزشی", "take-ticket"),
        ("گرفتن نوبت", "ticket"),
    ):
        for _ in range(30):
            blind.press("2")
            if wanted in blind.ear.last:
                break
        blind.press("5")
        assert blind.page == page
    blind.press("8")
    assert blind.root.hand.at == "bar.access"
    blind.journey.end()
    blind.until("فارسی") if blind.page == "language" else blind.press("5")
    blind.choose("language.fa") if blind.page == "language" else None
    blind.choose("home.track")
    blind.press(*"0012", "5")
    assert blind.journey.raw_value() == "00125"


def test_a_trembling_hand_presses_once() -> None:
    """A5: the same key within the time that the settings name is one press; another key is not held back."""
    tremble = Tremble(0.5)
    presses = (("ok", 0.0), ("ok", 0.3), ("ok", 0.7), ("down", 0.8), ("ok", 0.9), ("ok", 1.5))
    assert [tremble.fresh(key, moment) for key, moment in presses] == [True, False, False, True, True, True]
    assert Tremble(0.0).fresh("ok", 1.0)
