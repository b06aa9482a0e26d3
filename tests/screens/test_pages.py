"""Every page, drawn: nothing cut, nothing over another, targets for fingers, a bar that never moves, all of it spoken.

The default run draws a part of the matrix; MIZBAN_SCREENS=all draws every language, size, scale and theme.
"""

from __future__ import annotations

import os
from itertools import product

import pytest

from kiosk.config import Screen, Settings
from kiosk.flow.speech import spoken
from kiosk.screens.driver import visible_texts
from kiosk.screens.gallery import SCENES, Gallery, settle
from kiosk.screens.inspect import box, findings
from kiosk.screens.root import KioskRoot
from kiosk.screens.stage import NEXT_PART
from kiosk.widgets.look import CAP_HEIGHT
from sync.protocol.base import LANGS, Lang
from tests.screens.blind import uncounted

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
PX_PER_MM = 3.2
LEAST_CAPITALS_MM = 4.8
REACH_MM = 1220
MATRIX: list[tuple[tuple[int, int], Lang, str, float]] = [
    (PORTRAIT, "fa", "light", 1.0),
    (PORTRAIT, "ru", "contrast-dark", 1.6),
    (LANDSCAPE, "en", "dark", 1.6),
]
ALL = os.environ.get("MIZBAN_SCREENS") == "all"
if ALL:
    THEMES = ("light", "dark", "contrast-dark", "contrast-light")
    MATRIX = list(product((PORTRAIT, LANDSCAPE), LANGS, THEMES, (1.0, 1.3, 1.6)))


def _scenes(number: int) -> set[str]:
    """The first of the default matrix draws every scene, the others half of them each."""
    names = list(SCENES)
    return set(names if ALL or number == 0 else names[number % 2 :: 2])


@pytest.mark.window
@pytest.mark.parametrize(("size", "lang", "theme", "scale"), MATRIX)
def test_every_page_holds_the_rules(
    gallery: Gallery, size: tuple[int, int], lang: Lang, theme: str, scale: float
) -> None:
    """A1, A2, A10, A11, A19, A41, U10, U12 on each page as a visitor reaches it."""
    settings = Settings(screen=Screen(width_mm=size[0] / PX_PER_MM))
    wanted = _scenes(MATRIX.index((size, lang, theme, scale)))
    wrong: list[str] = []
    bars: dict[str, set[object]] = {}
    for name, root in gallery.pages(settings, size, lang, theme, scale, wanted):
        wrong += [f"{name}: {what}" for what in findings(root)]
        journey = root.journey
        if root.attract is not None or root.stage is None:
            continue
        said = " ".join(spoken(journey.page))
        pager = set(root.stage.words.values())
        for text, label in visible_texts(root.stage):
            bare = uncounted(text).rstrip("0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩ ")
            if bare not in said and text not in pager and not _is_sign(root, label):
                wrong.append(f"{name}: not spoken: {text!r}")
            if label.font_size * CAP_HEIGHT / PX_PER_MM < LEAST_CAPITALS_MM and not text.isdigit():
                wrong.append(f"{name}: small: {text!r} {label.font_size:.0f} px")
        choices = [t for t in root.stage.targets() if t.choice.id.split(".")[0] not in ("part", "face")]
        listed = [t for t in choices if t.choice not in (*journey.page.actions, *journey.page.small_actions)]
        if len(listed) > 9:
            wrong.append(f"{name}: {len(listed)} choices on one page")
        if root.veil is None:
            for target in root._bar.targets:
                bars.setdefault(target.choice.id, set()).add(tuple(round(v) for v in box(target)))
    assert wrong == []
    assert {name: len(places) for name, places in bars.items()} == dict.fromkeys(bars, 1)
    assert len(bars) == 6


def _is_sign(root: object, label: object) -> bool:
    """Whether a text is a pager's, or stands on a map: the way is said by the list of directions."""
    from kiosk.screens.stage import Pager
    from kiosk.widgets.floor_plan import FloorPlanPiece

    widget = label.parent  # type: ignore[attr-defined]
    while widget is not None and widget is not root:
        if isinstance(widget, (Pager, FloorPlanPiece)):
            return True
        widget = widget.parent
    return False


@pytest.mark.window
def test_the_checker_sees_what_it_is_for(gallery: Gallery) -> None:
    """A page that is spoiled on purpose is found out."""
    settings = Settings(screen=Screen(width_mm=PORTRAIT[0] / PX_PER_MM))
    ((_, root),) = gallery.pages(settings, PORTRAIT, "fa", "light", 1.0, {"home"})
    label = visible_texts(root.stage)[0][1]
    other = visible_texts(root.stage)[1][1]
    label.pos = (label.x, label.y - label.height * 0.8)
    assert any("lies over" in what for what in findings(root))
    other.width = 20
    assert any("a word is parted" in what for what in findings(root))
    target = root.stage.targets()[0]
    target.height = 30
    assert any(f"target {target.choice.id}" in what for what in findings(root))


@pytest.mark.window
def test_every_part_of_a_page_can_be_reached(gallery: Gallery) -> None:
    """A4: by the buttons alone, also on a small panel where the pager itself makes one part more."""
    settings = Settings(screen=Screen(width_mm=337))
    for name in ("browse", "floor", "review", "guide"):
        journey, desk = gallery.journey(settings)
        SCENES[name](journey, desk)
        root = KioskRoot(journey, settings.screen, size=LANDSCAPE, size_hint=(None, None))
        root.update()
        seen = set()
        for _ in range(60):
            settle()
            shown = {target.choice.id for target in root.stage.targets()}
            seen |= shown
            if NEXT_PART not in shown:
                break
            root.stage.turn(NEXT_PART)
        missing = {choice.id for choice in journey.page.choices()} - seen
        assert missing == set(), name


@pytest.mark.window
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("lang", LANGS if ALL else ("fa",))
def test_in_reach_mode_no_control_lies_too_high(gallery: Gallery, lang: Lang, size: tuple[int, int]) -> None:
    """A13: 1,220 mm above the floor, by the true height of the panel and of its lower edge; MIZBAN_SCREENS=all: every
    page."""
    low = 760 if size == PORTRAIT else 940
    settings = Settings(screen=Screen(width_mm=size[0] / PX_PER_MM, bottom_mm=low))
    wrong: list[str] = []
    wanted = None if ALL else {"home", "guide", "form-name", "ticket"}
    for shown, root in gallery.pages(settings, size, lang, "light", 1.0, wanted):
        if root.journey.page.idle == "attract":
            continue
        root.journey.visit.reach = True
        root.update()
        settle()
        keys = [low + (size[1] - top) / PX_PER_MM for _, top, _, _ in (key["box"] for key in root.key_targets())]
        highest = max([low + box(target)[3] / PX_PER_MM for target in root.targets()] + keys)
        if highest > REACH_MM + 0.5:
            wrong.append(f"{shown}: {highest:.0f} mm")
        wrong += [f"{shown}: {what}" for what in findings(root)]
    assert wrong == []
