"""A ring that counts down, clockwise in every language (R2)."""

from kivy.properties import AliasProperty, BoundedNumericProperty, ColorProperty, NumericProperty
from kivy.uix.widget import Widget

from kiosk.widgets.kv import load_kv

load_kv(__file__)


class Ring(Widget):
    """`part` of the ring, 0 to 1, is still filled."""

    part = BoundedNumericProperty(1.0, min=0.0, max=1.0)
    colour = ColorProperty((0, 0, 0, 1))
    rest_colour = ColorProperty((0, 0, 0, 0.2))
    thickness = NumericProperty(8)

    def _radius(self):
        return max(1, min(self.width, self.height) / 2 - self.thickness)

    def _sweep(self):
        return 360 * self.part

    radius = AliasProperty(_radius, bind=("size", "thickness"))
    """Of the line's middle, in px."""
    sweep = AliasProperty(_sweep, bind=("part",))
    """The angle that is filled, in degrees."""
