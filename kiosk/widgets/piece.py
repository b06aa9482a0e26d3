"""The base of all that pages are made of: a box that knows its height for a width, laid out from the start side.

Pieces lay themselves out at once and by figures: no second pass, so a test may look at boxes as soon as they are built.
"""

from typing import Any

from kivy.uix.relativelayout import RelativeLayout

from kiosk.text.layout import Face, lay_out
from kiosk.widgets import glyphs
from kiosk.widgets.bidi_label import BidiLabel
from kiosk.widgets.icon import Icon
from kiosk.widgets.look import Look
from kiosk.widgets.surface import Surface
from language import direction, language_of

LINE_HEIGHT = 1.5


class Piece(RelativeLayout):
    """A part of a page, `width` px wide. Subclasses build their children with `put` and end with `done(height)`.

    `keep_with_next`: does not stand alone at the foot of a page.
    """

    keep_with_next = False
    hangs = False
    """Whether what it holds stays at the top when the piece is made higher."""

    def __init__(self, look: Look, width: float, **kwargs):
        super().__init__(size_hint=(None, None), width=width, **kwargs)
        self.look = look
        self._placed: list[Any] = []
        self.surface = None

    def put(self, child, start, top, width=None, height=None):
        """Place `child` so many px from the start side and from the top."""
        child.size_hint = (None, None)
        if width is not None:
            child.width = width
        if height is not None:
            child.height = height
        self._placed.append((child, start, top))
        self.add_widget(child)
        return child

    def done(self, height):
        """The piece is `height` px high: everything takes its place."""
        self.height = round(height)
        for child, start, top in self._placed:
            x = self.width - start - child.width if self.look.rtl else start
            child.pos = (round(x), round(self.height - top - child.height))
        if self.surface is not None:
            self.surface.size = self.size
        return self

    def ground(self, fill="card", line="line", radius="card", line_width="hair"):
        """Lay a surface under everything, in tokens of the theme; no `line` for None."""
        self.surface = Surface(
            fill=self.look.colour(fill),
            line=self.look.colour(line) if line else self.look.colour(fill),
            line_width=self.look.space(line_width) if line else 0,
            radius=self.look.radius(radius),
            size_hint=(None, None),
        )
        self.add_widget(self.surface, index=len(self.children))
        return self.surface

    def text(self, text, size="body", weight=400, colour="ink", width=None, **kwargs):
        """Return a label of this page's language with its height taken; not placed yet."""
        options = {"halign": "start", "limit": 2.0, "balance": True, **kwargs}
        limit = options.pop("limit")
        label = BidiLabel(
            text=text,
            lang=options.pop("lang", language_of(text, self.look.lang)),
            align_direction="R" if self.look.rtl else "L",
            font_size=options.pop("font_size", self.look.font(size, limit)),
            weight=weight,
            color=self.look.colour(colour),
            line_height=options.pop("line_height", LINE_HEIGHT),
            size_hint=(None, None),
            width=max(1, width if width is not None else self.width),
            **options,
        )
        label.refresh()
        return label

    def width_of(self, text, size="body", weight=400):
        """Return how wide `text` is on one line, in px, without making a label. `size`: a token of type, or px."""
        px = self.look.font(size) if isinstance(size, str) else size
        face = Face(max(1, round(px)), weight)
        return lay_out(text, 1e9, face, glyphs.measure_run, direction(self.look.lang)).width

    def icon(self, name, size, colour="primary", **kwargs):
        """Return an icon `size` px high in a box of the same size."""
        return Icon(
            icon=name,
            icon_size=size,
            color=self.look.colour(colour),
            lang=self.look.lang,
            size_hint=(None, None),
            size=(size, size),
            **kwargs,
        )
