"""The ground of cards, buttons and chips: a rounded rectangle with a line and no shadow.

Drawn from here and not by a rule: a page has hundreds, and a rule's bindings cost most of the time of a touch.
"""

from kivy.clock import Clock
from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.properties import ColorProperty, NumericProperty
from kivy.uix.widget import Widget

_SHAPE = ("pos", "size", "radius", "line_width")


class Surface(Widget):
    """A rounded rectangle. `radius` and `line_width` in px; a `line_width` of 0 has no line."""

    fill = ColorProperty((1, 1, 1, 1))
    line = ColorProperty((0, 0, 0, 0))
    radius = NumericProperty(0)
    line_width = NumericProperty(0)

    def __init__(self, **kwargs):
        self._outer = self._inner = None
        self._trigger = Clock.create_trigger(self._draw, -1)
        super().__init__(**kwargs)
        for name in (*_SHAPE, "fill", "line"):
            self.fbind(name, self._trigger)
        self._trigger()

    def _draw(self, *_):
        """Draw anew what has changed, once before the next frame."""
        edge = self.line_width
        if self._inner is None:
            with self.canvas:
                self._edge_colour = Color(*self.line)
                self._outer = SmoothRoundedRectangle()
                self._ground_colour = Color(*self.fill)
                self._inner = SmoothRoundedRectangle()
        self._edge_colour.rgba = self.line
        self._ground_colour.rgba = self.fill
        self._shape(self._outer, 0)
        self._shape(self._inner, edge)

    def _shape(self, shape, inset):
        size = (max(1, self.width - 2 * inset), max(1, self.height - 2 * inset))
        corner = max(1, min(self.radius - inset, max(1, min(self.width, self.height) / 2 - inset)))
        shape.pos = (self.x + inset, self.y + inset)
        shape.size = size
        shape.radius = [corner] * 4
