"""Icons of Material Design Icons, drawn from the font that KivyMD carries."""

from pathlib import Path
from typing import Final

import kivymd
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import ColorProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.widget import Widget
from kivymd.icon_definitions import md_icons

import language
from kiosk.widgets import glyphs

FONT: Final = str(Path(kivymd.__file__).parent / "fonts" / "materialdesignicons-webfont.ttf")

_DIRECTED: Final = (
    *("arrow-left", "arrow-right", "chevron-left", "chevron-right", "chevron-double-left"),
    *("chevron-double-right", "chevron-triple-left", "chevron-triple-right", "menu-left"),
    *("menu-right", "page-first", "page-last", "backspace", "send", "login", "logout", "exit-"),
    *("undo", "redo", "reply", "share", "format-list", "format-indent", "format-align-left"),
    *("format-align-right", "subdirectory-arrow", "keyboard-tab", "keyboard-backspace"),
    *("progress-", "signal", "battery-", "volume", "text-", "clipboard-text", "message-text"),
    *("file-document", "playlist", "view-list", "order-", "sort-", "trending", "run", "walk"),
    *("directions", "sign-direction", "keyboard-return", "help-circle", "help"),
)
"""Beginnings of the names that tell a direction of reading or of going on."""

_NEVER: Final = (
    *("progress-clock", "progress-check", "battery-", "volume", "signal", "help", "walk", "run"),
    *("share-variant", "arrow-left-right", "text-to-speech", "sort-clock", "order-numeric"),
    *("text-search",),
)
"""Beginnings that look directed but are not: things, clocks and marks that have one look (R2)."""


def is_directed(name: str) -> bool:
    """Whether the icon of this name is mirrored in right-to-left pages."""
    return name.startswith(_DIRECTED) and not name.startswith(_NEVER)


def icon_char(name: str) -> str:
    """Return the character of an icon; raises `KeyError` for a name that the font does not have."""
    if name not in md_icons:
        raise KeyError(f"no Material Design icon {name!r}")
    return md_icons[name]


class Icon(Widget):
    """One icon in the middle of its box, `icon_size` px high, mirrored with `lang` if it points.

    "arrow-right" is the arrow forward: it points left in Persian.
    """

    icon = StringProperty("")
    icon_size = NumericProperty(48)
    color = ColorProperty((0, 0, 0, 1))
    lang = OptionProperty("fa", options=list(language.LANGUAGES))
    mirror = OptionProperty("auto", options=["auto", "always", "never"])
    """"auto" by `is_directed`."""

    def __init__(self, **kwargs):
        self._trigger = Clock.create_trigger(lambda _dt: self.refresh(), -1)
        super().__init__(**kwargs)
        for name in ("icon", "icon_size", "color", "lang", "mirror", "pos", "size"):
            self.fbind(name, self._trigger)
        self.refresh()

    def refresh(self):
        """Draw now."""
        self._trigger.cancel()
        self.canvas.clear()
        if not self.icon:
            return
        picture = glyphs.picture(icon_char(self._name()), FONT, max(1, round(self.icon_size)))
        with self.canvas:
            Color(*self.color)
            Rectangle(
                texture=picture.texture,
                tex_coords=self._coordinates(picture.texture),
                pos=(
                    round(self.center_x - picture.width / 2),
                    round(self.center_y - picture.height / 2),
                ),
                size=(picture.width, picture.height),
            )

    def _name(self):
        """The icon's right-to-left drawing where the font has one: figures in it stay readable."""
        drawn = f"{self.icon}-rtl"
        if self.mirror != "never" and language.is_rtl(self.lang) and drawn in md_icons:
            return drawn
        return self.icon

    def _coordinates(self, texture):
        flip = self.mirror == "always" or (self.mirror == "auto" and is_directed(self.icon))
        if self._name() != self.icon:
            flip = False
        coords = texture.tex_coords
        if flip and language.is_rtl(self.lang):
            return (*coords[2:4], *coords[0:2], *coords[6:8], *coords[4:6])
        return coords
