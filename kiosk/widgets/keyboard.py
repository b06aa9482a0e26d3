"""The on-screen keyboard: one widget, drawn from a layout file, typing into one field."""

from typing import NamedTuple

from kivy.clock import Clock
from kivy.graphics import Color, InstructionGroup, Rectangle, RoundedRectangle
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.behaviors import FocusBehavior
from kivy.uix.widget import Widget

import language
from kiosk.text import fonts
from kiosk.text.keyboards import BACK, HOME, Key, arranged, home, layout_for, load_keyboard
from kiosk.text.layout import Face, lay_out
from kiosk.text.messages import Messages
from kiosk.widgets import glyphs
from kiosk.widgets.icon import FONT, icon_char
from language.digits import localize

LEAST_WORD_MM = 8.0
"""Size of the type of words on keys, where the key is wide enough: capitals of 5.6 mm (A10)."""


class Place(NamedTuple):
    """A key and its box, in px from the keyboard's lower left corner."""

    key: Key
    x: float
    y: float
    width: float
    height: float


class OnScreenKeyboard(Widget):
    """Keys for `target`, a `BidiTextField`. Suggests nothing and remembers nothing (O6).

    A key acts when the finger leaves it inside the key; sliding off cancels (A3). There is no
    repeat. With ``size_hint_y=None`` the height follows from rows and `key_mm`.
    """

    target = ObjectProperty(None, allownone=True)
    layout = StringProperty("fa")
    lang = OptionProperty("fa", options=list(language.LANGUAGES))
    """The page's language: words on keys, digits of the numeric pad, the way home from Latin."""
    alphabetical = BooleanProperty(False)
    """Letters in the order of the alphabet (O5); a key changes it, and it stays over layouts."""
    px_per_mm = NumericProperty(3.2)
    """Of the panel, as measured (never by its own word)."""
    key_mm = NumericProperty(20)
    """Height of a key."""
    gap_mm = NumericProperty(1.6)
    widest_mm = NumericProperty(52)
    """The most that one unit of width may be: a numeric pad does not fill a wide panel."""
    debounce = NumericProperty(0.1)
    """Seconds in which the same key does not act twice; to be raised to 0.5 (EN 301 549, 5.8)."""
    board_color = ColorProperty("#E7E3D8")
    key_color = ColorProperty("#FFFFFF")
    special_color = ColorProperty("#D6D0C0")
    pressed_color = ColorProperty("#BFDDE2")
    done_color = ColorProperty("#0B4F5C")
    ink = ColorProperty("#14212A")
    done_ink = ColorProperty("#FFFFFF")

    def __init__(self, **kwargs):
        self.shifted = False
        self.places = []
        self._letters = "fa"
        self._down = {}
        self._last = (None, 0.0)
        self._trigger = Clock.create_trigger(lambda _dt: self.refresh(), -1)
        self.register_event_type("on_key")
        super().__init__(**kwargs)
        for name in (
            *("layout", "lang", "alphabetical", "px_per_mm", "key_mm", "gap_mm", "widest_mm", "pos", "size"),
            *("board_color", "key_color", "special_color", "done_color", "ink", "done_ink"),
        ):
            self.fbind(name, self._trigger)
        self.fbind("target", self._on_target)
        self._on_target()
        self.refresh()

    def _on_target(self, *_):
        if self.target is not None:
            field = self.target
            self.layout = field.keyboard_name or layout_for(field.kind, self.lang)
        self.shifted = self._starts_upper()
        self._trigger()

    def on_layout(self, *_):
        """Keep in mind which letters to come back to from digits and signs."""
        if self.layout in language.LANGUAGES:
            self._letters = self.layout
        self.shifted = self._starts_upper()

    def _starts_upper(self):
        upper = self._board().upper
        return upper and self.target is not None and not self.target.text

    def on_key(self, name):
        """Event: a key was pressed; `name` is what it is called, to be spoken (O7)."""

    def _board(self):
        return arranged(self.layout, alphabetical=self.alphabetical)

    # -- places

    def refresh(self):
        """Place and draw all keys now."""
        self._trigger.cancel()
        board = self._board()
        gap = self.gap_mm * self.px_per_mm
        high = self.key_mm * self.px_per_mm
        if self.size_hint_y is None:
            self.height = round(len(board.rows) * (high + gap) + gap)
        unit = min((self.width - gap) / board.columns, (self.widest_mm * self.px_per_mm) + gap)
        self.places = []
        for number, row in enumerate(board.rows):
            x = (self.width - sum(key.width for key in row) * unit + gap) / 2
            y = self.height - (number + 1) * (high + gap)
            for key in row:
                self.places.append(Place(key, x, y, key.width * unit - gap, high))
                x += key.width * unit
        self._draw(board)

    def place_of(self, *, text="", do=""):
        """Return the place of the key that types `text` or does `do`; None if there is none."""
        for place in self.places:
            if (text and self._typed(place.key) == text) or (do and place.key.do == do):
                return place
        return None

    def at(self, x, y):
        """Return the place under a point in the coordinates of the parent; gaps are no key."""
        x, y = x - self.x, y - self.y
        for place in self.places:
            if 0 <= x - place.x <= place.width and 0 <= y - place.y <= place.height:
                return place
        return None

    # -- pictures

    def _draw(self, board):
        self.canvas.clear()
        with self.canvas:
            Color(*self.board_color)
            Rectangle(pos=self.pos, size=self.size)
        self._faces = {}
        for place in self.places:
            group = InstructionGroup()
            self.canvas.add(group)
            self._faces[place.key, place.x, place.y] = group
            self._draw_key(place, pressed=False)

    def _draw_key(self, place, *, pressed):
        group = self._faces.get((place.key, place.x, place.y))
        if group is None:
            return
        group.clear()
        key = place.key
        done = key.do == "done"
        face = self.done_color if done else self.key_color
        if key.do not in ("type", "done") or key.label == "keyboard.zwnj":
            face = self.special_color
        if pressed or (key.do == "shift" and self.shifted):
            face = self.pressed_color
        group.add(Color(*face))
        box = {"pos": (self.x + place.x, self.y + place.y), "size": (place.width, place.height)}
        group.add(RoundedRectangle(**box, radius=[place.height * 0.16]))
        group.add(Color(*(self.done_ink if done and not pressed else self.ink)))
        if key.icon:
            self._draw_icon(group, place)
        else:
            self._draw_text(group, place)

    def _draw_icon(self, group, place):
        picture = glyphs.picture(icon_char(place.key.icon), FONT, round(place.height * 0.5))
        coords = picture.texture.tex_coords
        board_lang = self._board().lang
        if place.key.do == "backspace" and board_lang and language.is_rtl(board_lang):
            coords = (*coords[2:4], *coords[0:2], *coords[6:8], *coords[4:6])
        x = self.x + place.x + (place.width - picture.width) / 2
        y = self.y + place.y + (place.height - picture.height) / 2
        group.add(
            Rectangle(
                texture=picture.texture,
                tex_coords=coords,
                pos=(round(x), round(y)),
                size=(picture.width, picture.height),
            )
        )

    def _draw_text(self, group, place):
        text, lang = self._shown(place.key)
        least = LEAST_WORD_MM * self.px_per_mm
        size = place.height * 0.46 if len(text) <= 3 else max(place.height * 0.32, least)
        line = self._line(text, lang, size)
        room = place.width * 0.9
        if line.width > room:
            size *= room / line.width
            line = self._line(text, lang, size)
        face_size = max(1, round(size))
        ascent, descent = glyphs.vertical(fonts.paths(400)[0], face_size)
        base_line = self.y + place.y + place.height / 2 - (ascent - descent) / 2
        x = self.x + place.x + (place.width - line.width) / 2
        for run in line.runs:
            picture = glyphs.picture(run.text, run.font, run.size)
            top = base_line + glyphs.vertical(run.font, run.size)[0]
            at = (round(x), round(top - picture.height))
            group.add(Rectangle(texture=picture.texture, pos=at, size=(picture.width, picture.height)))
            x += run.width

    def _line(self, text, lang, size):
        face = Face(max(1, round(size)), 500)
        return lay_out(text, 1e9, face, glyphs.measure_run, language.direction(lang)).lines[0]

    def _shown(self, key):
        if key.label:
            return Messages(self.lang).get(key.label), self.lang
        if key.to == HOME:
            return load_keyboard(home(self.lang)).short, home(self.lang)
        shown = key.shown
        if self.shifted and key.do == "type":
            shown = shown.upper()
        if self.layout == "digits":
            shown = localize(shown, self.lang)
        return shown, self._board().lang or self.lang

    def spoken(self, key):
        """Return what a key is called in the page's language."""
        return Messages(self.lang).get(key.name) if key.name else self._shown(key)[0]

    # -- hands

    def on_touch_down(self, touch):
        if not self.collide_point(*touch.pos):
            return super().on_touch_down(touch)
        FocusBehavior.ignored_touch.append(touch)
        place = self.at(*touch.pos)
        if place is not None:
            touch.grab(self)
            self._down[touch.uid] = place
            self._draw_key(place, pressed=True)
        return True

    def on_touch_move(self, touch):
        place = self._down.get(touch.uid)
        if place is not None and touch.grab_current is self:
            self._draw_key(place, pressed=self.at(*touch.pos) == place)
            return True
        return super().on_touch_move(touch)

    def on_touch_up(self, touch):
        if touch.grab_current is not self:
            return super().on_touch_up(touch)
        touch.ungrab(self)
        place = self._down.pop(touch.uid, None)
        if place is not None:
            self._draw_key(place, pressed=False)
            if self.at(*touch.pos) == place and self._is_new(place, touch.time_end):
                self.press(place.key)
        return True

    def _is_new(self, place, moment):
        before, when = self._last
        self._last = (place, moment)
        return before != place or moment - when >= self.debounce

    def _typed(self, key):
        return key.text.upper() if self.shifted else key.text

    def press(self, key):
        """Do what a key does."""
        self.dispatch("on_key", self.spoken(key))
        if key.do == "shift":
            self.shifted = not self.shifted
            self._trigger()
        elif key.do == "order":
            self.alphabetical = not self.alphabetical
            self.refresh()
        elif key.do == "layout":
            self.layout = {HOME: home(self.lang), BACK: self._letters}.get(key.to, key.to)
            self.refresh()
        elif self.target is not None:
            self._act(key)
            if self.shifted != self._starts_upper():
                self.shifted = self._starts_upper()
                self._trigger()

    def _act(self, key):
        field = self.target
        if key.do == "type":
            field.insert(self._typed(key))
        elif key.do in ("left", "right"):
            field.move(right=key.do == "right")
        else:
            {"backspace": field.backspace, "clear": field.clear, "done": field.done, "all": field.select_all}[key.do]()
