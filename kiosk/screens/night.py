"""Darkness over the picture, where the panel's own light cannot be set."""

from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.widgets.kv import load_kv

load_kv(__file__)


class NightVeil(Widget):
    """Darkens what lies under it; touches go through."""

    darkness = NumericProperty(0)
