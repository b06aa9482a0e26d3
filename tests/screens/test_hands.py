"""What a hand does at the panel: release, slide off, tremble, hold the mark; and what the eye sees (A3, A5, A8, A9)."""

from __future__ import annotations

from pathlib import Path

import pytest
from kivy.core.window import Window
from kivy.input.providers.mouse import MouseMotionEvent
from PIL import Image

from kiosk.config import ConfigError, Screen, Settings, load_settings
from kiosk.flow.page import Cards
from kiosk.screens import hold
from kiosk.screens.driver import visible_texts
from kiosk.screens.gallery import Gallery, settle
from kiosk.screens.inspect import ink_box
from kiosk.screens.root import KioskRoot
from kiosk.theme import CONTRAST_PAIRS, THEMES, contrast, theme
from kiosk.widgets.header import Mark
from kiosk.widgets.look import CAP_HEIGHT, Look

SIZE = (1080, 1920)
ALEF = 0.672
"""The height of alef in Vazirmatn, in sizes of the font; a capital's is 0.711."""


class Finger:
    """One finger on a window's widgets, as Kivy's window hands it over."""

    def __init__(self, root: KioskRoot) -> None:
        self.root = root

    def down(self, x: float, y: float) -> None:
        self.touch = MouseMotionEvent("mouse", 1, (x / SIZE[0], y / SIZE[1]), is_touch=True, type_id="touch")
        self.touch.scale_for_screen(*SIZE)
        self.root.on_touch_down(self.touch)

    def move(self, x: float, y: float) -> None:
        self.touch.move((x / SIZE[0], y / SIZE[1]))
        self.touch.scale_for_screen(*SIZE)
        self._held("on_touch_move")

    def up(self) -> None:
        self._held("on_touch_up")
        self.root.on_touch_up(self.touch)

    def _held(self, what: str) -> None:
        for reference in list(self.touch.grab_list):
            widget = reference()
            self.touch.grab_current = widget
            self.touch.push()
            self.touch.apply_transform_2d(widget.parent.to_widget)
            getattr(widget, what)(self.touch)
            self.touch.pop()
        self.touch.grab_current = None


def home(gallery: Gallery, settings: Settings | None = None) -> KioskRoot:
    journey, _desk = gallery.journey(settings or Settings(screen=Screen(width_mm=337)))
    journey.choose("language.fa")
    root = KioskRoot(journey, journey.world.settings.screen, size=SIZE, size_hint=(None, None))
    root.update()
    settle()
    return root


def middle(root: KioskRoot, choice: str) -> tuple[float, float]:
    target = next(target for target in root.targets() if target.choice.id == choice)
    return target.to_window(*target.center)


@pytest.mark.window
def test_it_acts_on_release_inside_and_sliding_off_cancels(gallery: Gallery) -> None:
    """A3; A5: the press is seen at once, before anything is done."""
    root = home(gallery)
    finger = Finger(root)
    target = next(target for target in root.targets() if target.choice.id == "home.floors")
    finger.down(*middle(root, "home.floors"))
    assert target.pressed
    assert target.opacity < 1
    assert root.journey.page.name == "home"
    finger.move(20, 1000)
    assert not target.pressed
    finger.up()
    assert root.journey.page.name == "home"
    finger.down(*middle(root, "home.floors"))
    finger.up()
    assert root.journey.page.name == "floors"


@pytest.mark.window
def test_a_trembling_hand_touches_once(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    """A5: a second touch within 300 ms is ignored, a later one is not."""
    now = [100.0]
    monkeypatch.setattr("kiosk.screens.root.time.monotonic", lambda: now[0])
    root = home(gallery)
    finger = Finger(root)
    for wait, page in ((1.0, "floors"), (0.2, "floors"), (0.2, "home")):
        now[0] += wait
        place = middle(root, "home.floors") if root.journey.page.name == "home" else middle(root, "bar.back")
        finger.down(*place)
        finger.up()
        root.update()
        settle()
        assert root.journey.page.name == page


@pytest.mark.window
def test_the_mark_opens_the_corner_only_when_it_is_held(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    """L7: five seconds, on the mark from beginning to end."""
    now = [0.0]
    root = home(gallery)
    root.hold = hold.CornerHold(root.hold._opened, lambda: now[0])
    finger = Finger(root)
    mark = root._header.mark
    place = mark.to_window(*mark.center)
    for x, y, seconds, slide, page in (
        (*place, 4.9, False, "home"),
        (*place, 6.0, True, "home"),
        (500, 900, 9.0, False, "home"),
        (*place, 5.1, False, "technician-pin"),
    ):
        finger.down(x, y)
        if slide:
            finger.move(500, 60)
        now[0] += seconds
        finger.touch.grab_current = None
        root.on_touch_up(finger.touch)
        assert root.journey.page.name == page


@pytest.mark.window
def test_what_is_chosen_is_seen_without_colour(gallery: Gallery) -> None:
    """A8: it has a mark of its own; a face has heavier words and a thicker line."""
    for name, root in gallery.pages(
        Settings(screen=Screen(width_mm=337)), SIZE, "fa", "light", 1.0,
        {"language", "text-size", "access", "form-choice", "poll", "take-ticket-priority", "priority"},
    ):  # fmt: skip
        for block in root.journey.page.all_blocks():
            if not isinstance(block, Cards) or block.style == "face":
                continue
            for choice in block.items:
                mark = choice.trailing_icon if choice.trailing_icon else choice.icon
                assert not choice.selected or mark in ("check", "check-circle", "toggle-switch"), (name, choice.id)


@pytest.mark.parametrize("name", THEMES)
def test_tones_are_told_by_brightness_too(name: str) -> None:
    """A8: in shades of grey every pair keeps its contrast, which is one of brightness."""
    colours = THEMES[name]

    def grey(colour: str) -> str:
        shade = Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))
        return f"#{shade:02X}{shade:02X}{shade:02X}"

    low = [
        pair
        for pair in CONTRAST_PAIRS
        if contrast(grey(getattr(colours, pair[0])), grey(getattr(colours, pair[1]))) < 4.5
    ]
    assert low == []


def test_letters_grow_with_the_distance_of_the_eye() -> None:
    """A9: at 100 % capitals, in Persian and Arabic alef, subtend 0.7 degrees: 7.3 mm at 600 mm, 8.6 mm at 700 mm."""
    capitals = {"fa": ALEF, "ar": ALEF, "en": CAP_HEIGHT, "ru": CAP_HEIGHT}
    for viewing, capital in ((500.0, 6.1), (600.0, 7.3), (700.0, 8.6)):
        for lang, part in capitals.items():
            look = Look(theme("light"), lang, *SIZE, SIZE[0] / 3.2, viewing_mm=viewing)
            for token in ("title", "card", "heading", "strong", "body", "note", "bar"):
                assert look.font(token) * part / look.px_per_mm >= capital - 0.1, (lang, token)


def test_the_office_s_own_colour_is_refused_where_nobody_could_read(tmp_path: Path) -> None:
    """Name, logo and colour by settings; the contrast is checked when they are set."""
    config = tmp_path / "kiosk.toml"
    config.write_text('[office]\ncolour = "#F2A33A"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"office\.colour: .* 2\.1:1 with #FFFFFF; at least 7:1 is needed"):
        load_settings(config)
    config.write_text('[office]\ncolour = "teal"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="#RRGGBB"):
        load_settings(config)


@pytest.mark.window
def test_name_logo_and_colour_of_the_settings_are_shown(gallery: Gallery, tmp_path: Path) -> None:
    logo, config = tmp_path / "logo.png", tmp_path / "kiosk.toml"
    Image.new("RGBA", (64, 32), "#AA0000").save(logo)
    config.write_text(f'[office]\nname = "شهرداری نمونه"\nlogo = "{logo}"\ncolour = "#5A1A66"\n', encoding="utf-8")
    root = home(gallery, load_settings(config))
    texts = [widget.text for widget in root._header.walk(restrict=True) if hasattr(widget, "text")]
    assert "شهرداری نمونه" in texts
    assert root.look().theme.colours.header == "#5A1A66"
    (picture,) = [widget for widget in root._header.walk(restrict=True) if isinstance(widget, Mark)]
    assert tuple(picture.texture.size) == (64, 32)
    logo.write_bytes(b"no picture")
    assert home(gallery, load_settings(config))._header is not None


@pytest.mark.window
def test_the_picture_can_be_hidden_from_others_and_a_touch_brings_it_back(gallery: Gallery) -> None:
    """A39: offered to somebody who listens, never by itself; the touch does nothing else."""
    root = home(gallery)
    root.journey.choose("bar.access")
    assert "access.blank" not in [choice.id for choice in root.journey.page.choices()]
    root.journey.visit.voice = True
    root.journey.refresh()
    root.journey.choose("access.blank")
    root.update()
    assert root.children[0] is root.blank
    page = root.journey.page.name
    finger = Finger(root)
    finger.down(*middle(root, "bar.home"))
    finger.up()
    assert root.blank is None
    assert root.journey.page.name == page


@pytest.mark.window
@pytest.mark.parametrize("reduced", [False, True])
def test_a_page_comes_up_softly_once_or_not_at_all(gallery: Gallery, reduced: bool) -> None:
    """A33: no flash, one movement of less than a fifth of a second, none where the visitor wants none."""
    root = home(gallery)
    root.journey.visit.reduce_motion = reduced
    Window.add_widget(root)
    try:
        root.size = SIZE
        root.choose("home.floors", deliberate=True)
        assert (root.stage.opacity == 1) == reduced
        root.rest()
        assert root.stage.opacity == 1
        assert theme("light").motion.page <= 0.2
    finally:
        Window.remove_widget(root)


@pytest.mark.window
def test_what_is_drawn_stands_where_its_boxes_say(gallery: Gallery, tmp_path: Path) -> None:
    """The other tests look at boxes; here the pixels of a page have ink in the box of each of its texts."""
    ((_, root),) = gallery.pages(Settings(screen=Screen(width_mm=337)), SIZE, "fa", "light", 1.0, {"help"})
    root.export_to_png(str(tmp_path / "help.png"))
    picture = Image.open(tmp_path / "help.png").convert("L")
    for text, label in visible_texts(root.stage):
        left, bottom, right, top = ink_box(label)
        low, high = picture.crop(
            (round(left), round(SIZE[1] - top), round(right), round(SIZE[1] - bottom))
        ).getextrema()
        assert high - low > 100, text
