"""A field to type in, in any direction: logical buffer, shaped display, a caret that is right.

The on-screen keyboard and a hardware keyboard go through the same `Editor`.
"""

from kivy.clock import Clock
from kivy.properties import (
    BooleanProperty,
    BoundedNumericProperty,
    ColorProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.behaviors import FocusBehavior
from kivy.uix.widget import Widget

import language
import language.digits
from kiosk.text.caret import Caret
from kiosk.text.edit_lines import edit_lines, line_of, moved
from kiosk.text.editor import ZWNJ, Editor
from kiosk.text.layout import Face
from kiosk.text.mask import Mask, conceal
from kiosk.text.messages import Messages
from kiosk.widgets import glyphs
from kiosk.widgets.bidi_label import BidiLabel
from kiosk.widgets.field_picture import WEIGHT, FieldPicture, base_of

_REDRAW = (
    *("lang", "direction", "font_size", "mask", "conceal", "rows", "error", "hint", "focus", "pos"),
    *("size", "ink", "hint_ink", "box_color", "line_color", "focus_color", "bad_color", "revealed"),
)


class BidiTextField(FieldPicture, FocusBehavior, Widget):
    """One field: a box with its text, and under it an error where there is one.

    `text` is what is stored: logical, digits of a "digits" field as ASCII. Setting `lang` at any
    moment keeps text and caret. The height follows from `rows` and `error` with
    ``size_hint_y=None``.
    """

    text = StringProperty("")
    lang = OptionProperty("fa", options=list(language.LANGUAGES))
    direction = OptionProperty("", options=["", "L", "R"])
    """Base direction; "" takes that of `lang`, of what is written where that is all of the other direction, and "L" in
    fields of digits or Latin."""
    kind = OptionProperty("text", options=["text", "digits", "latin"])
    mask = StringProperty("")
    """`kiosk.text.mask.Mask` pattern, as "#### ### ####"; also bounds the length."""
    conceal = BooleanProperty(False)
    """Show only the last three characters once the field is left (A40)."""
    revealed = BooleanProperty(False)
    """Show a concealed text for the moment; the caller sets and ends it."""
    max_length = NumericProperty(0)
    """In graphemes; 0 for no limit."""
    rows = BoundedNumericProperty(1, min=1)
    """Lines of the box; more than one wraps and takes Enter."""
    hint = StringProperty("")
    error = StringProperty("")
    """Shown under the box in words; the box then has a thick line (not by colour alone)."""
    validator = ObjectProperty(None, allownone=True)
    """Called with the text as the field is left; raises a ValueError with a `code`."""
    keyboard_name = StringProperty("")
    """The on-screen keyboard to bring; "" for the one of `kind` and `lang`."""
    font_size = NumericProperty(36)
    padding = NumericProperty(24)
    radius = NumericProperty(28)
    ink = ColorProperty("#14212A")
    hint_ink = ColorProperty("#3A4B54")
    box_color = ColorProperty("#FFFFFF")
    line_color = ColorProperty("#8A8578")
    focus_color = ColorProperty("#0B4F5C")
    bad_color = ColorProperty("#8E1616")
    selection_color = ColorProperty("#BFDDE2")
    write_tab = BooleanProperty(False)

    def __init__(self, **kwargs):
        self.editor = Editor()
        self.lines = []
        self._places = [0]
        self._swallow_space = False
        self._trigger = Clock.create_trigger(lambda _dt: self.refresh(), -1)
        self._error = BidiLabel(size_hint=(None, None), halign="start")
        self.register_event_type("on_validate")
        super().__init__(**kwargs)
        self.add_widget(self._error)
        for name in _REDRAW:
            self.fbind(name, self._trigger)
        for name in ("kind", "max_length", "rows", "mask"):
            self.fbind(name, self._configure)
        self.fbind("text", self._on_text)
        self.fbind("focus", self._on_left)
        self._configure()

    # -- the buffer

    def _configure(self, *_):
        editor = Editor(
            kind=self.kind,
            max_length=Mask(self.mask).slots if self.mask else int(self.max_length),
            multiline=self.rows > 1,
        )
        editor.insert(self.text)
        self.editor = editor
        self._changed()

    def _on_text(self, *_):
        if self.text != self.editor.text:
            self.editor.clear()
            self.editor.insert(self.text)
            self._changed()

    def _changed(self):
        self.error = ""
        self.text = self.editor.text
        self._trigger()

    def insert(self, text):
        """Type `text` at the caret. False if the field takes nothing of it."""
        taken = self.editor.insert(text)
        if taken:
            self._changed()
        return taken

    def backspace(self):
        """Take away the selection, or the grapheme before the caret."""
        if self.editor.backspace():
            self._changed()

    def clear(self):
        """Empty the field."""
        self.editor.clear()
        self._changed()

    def wipe(self):
        """Forget everything at the end of a visit, the error and the pictures of text too."""
        self.revealed = False
        self.clear()
        self.refresh()

    def select_all(self):
        """Select the whole text."""
        self.editor.select_all()
        self._trigger()

    def move(self, *, right, select=False):
        """Move the caret one letter on the screen."""
        self.refresh()
        caret = moved(self.lines, self._shown_caret(), right=right)
        self._put(caret, select)

    def move_line(self, *, down, select=False):
        """Move the caret to the nearest place on the next or last line."""
        self.refresh()
        caret = self._shown_caret()
        at = line_of(self.lines, caret)
        target = at + (1 if down else -1)
        if 0 <= target < len(self.lines):
            here, there = self.lines[at], self.lines[target]
            inner = max(1, self.width - 2 * self.padding)
            x = self._left(here, caret, inner) + here.x_of(caret)
            self._put(there.hit(x - self._left(there, None, inner)), select)

    def _put(self, shown, select=False):
        self.editor.move(Caret(self._stored(shown.index), shown.after), select=select)
        self._trigger()

    def done(self):
        """Enter or the keyboard's last key: a new line in a field of many, else the end of it."""
        if self.rows > 1:
            self.insert("\n")
        elif self.check():
            self.dispatch("on_validate")

    def on_validate(self):
        """Event: the visitor is done with this field and it is right."""

    def check(self):
        """Run `validator` and show its error. True if there is none."""
        if self.validator is None:
            return True
        try:
            self.validator(self.text)
        except ValueError as error:
            code = getattr(error, "code", None)
            if code is None:
                raise
            self.error = Messages(self.lang).get(f"field.error.{code}")
            return False
        self.error = ""
        return True

    def _on_left(self, _field, focus):
        if not focus and self.text:
            self.check()

    # -- what is shown

    @property
    def base(self):
        """The base direction in force, "L" or "R"."""
        if self.direction:
            return self.direction
        return base_of(self.editor.text, language.direction(self.lang)) if self.kind == "text" else "L"

    @property
    def step(self):
        """The distance of lines in px."""
        return round(self.font_size * 1.6)

    def _shown(self):
        text = self.editor.text
        if self.mask:
            shown, self._places = Mask(self.mask).show(text, self.lang)
        else:
            shown = language.digits.localize(text, self.lang) if self.kind == "digits" else text
            self._places = list(range(len(text) + 1))
        if self.conceal and not self.focus and not self.revealed:
            shown = conceal(shown)
        return shown

    def _stored(self, index):
        return next((i for i, place in enumerate(self._places) if place >= index), 0)

    def _shown_caret(self):
        caret = self.editor.caret
        place = self._places[min(caret.index, len(self._places) - 1)]
        if not caret.after and caret.index:
            place = self._places[caret.index - 1] + 1 if self.mask else place
        return Caret(place, caret.after)

    def refresh(self):
        """Lay out and draw now."""
        self._trigger.cancel()
        self._fit()
        inner = max(1, self.width - 2 * self.padding)
        face = Face(max(1, round(self.font_size)), WEIGHT)
        width = inner if self.rows > 1 else None
        self.lines = edit_lines(self._shown(), width, face, glyphs.measure_run, self.base)
        self._draw(inner)
        self._trigger.cancel()

    def _fit(self):
        label = self._error
        label.text, label.lang, label.color = self.error, self.lang, self.bad_color
        label.font_size = self.font_size * 0.85
        label.width = max(1, self.width)
        label.refresh()
        label.opacity = 1 if self.error else 0
        self.box_height = self.rows * self.step + 2 * self.padding
        if self.size_hint_y is None:
            self.height = self.box_height + (label.height if self.error else 0)
        label.pos = (self.x, self.top - self.box_height - label.height)

    # -- hands

    def on_touch_down(self, touch):
        if not self.collide_point(*touch.pos):
            return super().on_touch_down(touch)
        taken = super().on_touch_down(touch)
        self.refresh()
        self._put(self._caret_at(*touch.pos))
        return taken

    def keyboard_on_textinput(self, _window, text):
        if self._swallow_space and text == " ":
            self._swallow_space = False
            return
        self.insert(text)

    def keyboard_on_key_down(self, window, keycode, text, modifiers):
        name, select = keycode[1], "shift" in modifiers
        if name in ("left", "right"):
            self.move(right=name == "right", select=select)
        elif name in ("up", "down") and self.rows > 1:
            self.move_line(down=name == "down", select=select)
        elif name in ("home", "end"):
            self.editor.move(Caret(0 if name == "home" else len(self.text)), select=select)
            self._trigger()
        elif name == "backspace":
            self.backspace()
        elif name == "delete":
            if self.editor.delete():
                self._changed()
        elif name in ("enter", "numpadenter"):
            self.done()
        elif name == "a" and ("ctrl" in modifiers or "meta" in modifiers):
            self.select_all()
        elif name == "spacebar" and select:
            self._swallow_space = True
            self.insert(ZWNJ)
        else:
            return super().keyboard_on_key_down(window, keycode, text, modifiers)
        return True
