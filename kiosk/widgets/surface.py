"""The ground of cards, buttons and chips: a rounded rectangle with a line and no shadow."""

from kivy.properties import AliasProperty, ColorProperty, NumericProperty
from kivy.uix.widget import Widget

from kiosk.widgets.kv import load_kv

load_kv(__file__)


class Surface(Widget):
    """A rounded rectangle. `radius` and `line_width` in px; a `line_width` of 0 has no line."""

    fill = ColorProperty((1, 1, 1, 1))
    line = ColorProperty((0, 0, 0, 0))
    radius = NumericProperty(0)
    line_width = NumericProperty(0)

    def _outer_radius(self):
        return self._corners(0)

    def _inner_radius(self):
        return self._corners(self.line_width)

    def _corners(self, inset):
        most = max(1, min(self.width, self.height) / 2 - inset)
        return [max(1, min(self.radius - inset, most))] * 4

    def _inner_size(self):
        return max(1, self.width - 2 * self.line_width), max(1, self.height - 2 * self.line_width)

    outer_radius = AliasProperty(_outer_radius, bind=("size", "radius"))
    inner_radius = AliasProperty(_inner_radius, bind=("size", "radius", "line_width"))
    inner_size = AliasProperty(_inner_size, bind=("size", "line_width"))
