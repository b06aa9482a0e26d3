"""The one label of the product: text of any direction, wrapped, aligned by direction, styled."""

from kivy.clock import Clock
from kivy.graphics import Color, PopMatrix, PushMatrix, Rectangle, Translate
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

import language
from kiosk.text import fonts
from kiosk.text.layout import Face, Layout, lay_out
from kiosk.widgets import glyphs

_UNLIMITED = 1e9
_ORPHAN = 0.45
"""A last line shorter than this part of the longest looks forgotten; in texts of few lines all then become alike."""
_MOST_BALANCED = 3
_BALANCING = 5
_FLOW = (
    *("text", "lang", "font_size", "weight", "bold", "color", "halign", "valign"),
    *("align_direction", "max_lines", "line_height", "markup", "fit_width", "size", "size_hint_y", "balance"),
)
"""What the lines depend on."""


class BidiLabel(Widget):
    """Text in logical order, drawn right in every language.

    Give it a width and ``size_hint_y=None``, and it takes the height of its lines
    (`content_height`); with ``fit_width=True`` and ``size_hint_x=None`` also their width. Setting
    any property re-flows it before the next frame; `refresh` does so at once.
    """

    text = StringProperty("")
    """Logical text. `visual_order` is applied here and nowhere else."""
    lang = OptionProperty("fa", options=list(language.LANGUAGES))
    """The language the text is in: gives its base direction."""
    font_size = NumericProperty(32)
    """In px; the caller multiplies mm and text scale."""
    weight = OptionProperty(400, options=[400, 500, 700, 800])
    bold = BooleanProperty(False)
    """Weight 700 where `weight` is lighter."""
    color = ColorProperty((0, 0, 0, 1))
    halign = OptionProperty("start", options=["start", "center", "end"])
    valign = OptionProperty("middle", options=["top", "middle", "bottom"])
    """Where the lines stand when the label is higher than they are."""
    align_direction = OptionProperty("", options=["", "L", "R"])
    """The side of "start" where it is not that of `lang`: the page's, for content of another language."""
    max_lines = NumericProperty(0)
    """0 for no limit; what does not fit ends in an ellipsis."""
    line_height = NumericProperty(1.5)
    """The distance of base lines, in sizes of the font."""
    markup = BooleanProperty(False)
    """Read the tags of `kiosk.text.markup`. Escape text from outside."""
    fit_width = BooleanProperty(False)
    balance = BooleanProperty(False)
    """Break two or three lines so that they are about as long as one another: no word is left alone on the last."""
    content_height = NumericProperty(0)
    content_width = NumericProperty(0)
    truncated = BooleanProperty(False)

    def __init__(self, **kwargs):
        self._layout: Layout | None = None
        self._trigger = Clock.create_trigger(self._on_trigger, -1)
        super().__init__(**kwargs)
        with self.canvas:
            PushMatrix()
            self._move = Translate(0, 0)
            self._ink = self.canvas.__class__()
            self.canvas.add(self._ink)
            PopMatrix()
        for name in _FLOW:
            self.fbind(name, self._trigger)
        self.fbind("pos", self._place)
        self.refresh()

    def _on_trigger(self, _dt):
        self.refresh()

    def _place(self, *_):
        self._move.xy = (round(self.x), round(self.y))

    def refresh(self):
        """Lay out and draw now, if anything has changed."""
        self._trigger.cancel()
        self._layout = self._laid_out(_UNLIMITED if self.fit_width else max(1, self.width))
        if self.balance:
            self._layout = self._balanced(self._layout)
        self.truncated = self._layout.truncated
        self.content_width = self._layout.width
        self.content_height = round(len(self._layout.lines) * self.font_size * self.line_height)
        if self.size_hint_y is None:
            self.height = self.content_height
        if self.fit_width and self.size_hint_x is None:
            self.width = self.content_width
        self._trigger.cancel()
        self._draw()

    def _laid_out(self, width, text=None):
        weight = 700 if self.bold and self.weight < 700 else self.weight
        return lay_out(
            self.text if text is None else text,
            width,
            Face(max(1, round(self.font_size)), weight),
            glyphs.measure_run,
            language.direction(self.lang),
            max_lines=int(self.max_lines),
            with_markup=self.markup,
        )

    def _balanced(self, laid):
        """The same number of lines in the least width that holds them, where the last one is short."""
        count = len(laid.lines)
        if self.markup or laid.truncated or not 2 <= count <= _MOST_BALANCED:
            return laid
        longest = max(line.width for line in laid.lines)
        if laid.lines[-1].width >= longest * _ORPHAN:
            return laid
        low, high = max(longest / count, self._widest_word()), longest
        for _ in range(_BALANCING):
            middle = (low + high) / 2
            tried = self._laid_out(middle)
            if len(tried.lines) == count and not tried.truncated:
                laid, high = tried, middle
            else:
                low = middle
        return laid

    def _widest_word(self):
        return max(map(self.width_of, self.text.split()))

    def width_of(self, text):
        """Return how wide `text` is in this label's letters on one line, in px."""
        return self._laid_out(_UNLIMITED, text).width

    def _draw(self):
        self._place()
        self._ink.clear()
        step = self.font_size * self.line_height
        spare = self.height - self.content_height
        top = self.height - {"top": 0, "middle": spare / 2, "bottom": spare}[self.valign]
        for place, line in enumerate(self._layout.lines):
            x = self._start(line.width)
            middle = top - (place + 0.5) * step
            for run in line.runs:
                self._draw_run(run, x, middle)
                x += run.width

    def _start(self, width):
        direction = self.align_direction or language.direction(self.lang)
        spare = self.width - width
        if self.halign == "center":
            return spare / 2
        return spare if (self.halign == "start") == (direction == "R") else 0

    def _draw_run(self, run, x, middle):
        if not run.text.strip():
            return
        picture = glyphs.picture(run.text, run.font, run.size)
        ascent, descent = glyphs.vertical(fonts.paths(400)[0], max(1, round(self.font_size)))
        base_line = middle - (ascent - descent) / 2
        top = base_line + glyphs.vertical(run.font, run.size)[0]
        self._ink.add(Color(*(get_color_from_hex(run.color) if run.color else self.color)))
        self._ink.add(
            Rectangle(
                texture=picture.texture,
                pos=(round(x), round(top - picture.height)),
                size=(picture.width, picture.height),
            )
        )
