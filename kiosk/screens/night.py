"""Care for a panel that shows the same for hours: darkness where its own light cannot be set, and small moves."""

from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.widgets.kv import load_kv

load_kv(__file__)
SHIFT_S = 300.0
_SHIFTS = ((0, 0), (3, 2), (0, 4), (-3, 2))


def burn_in_shift(monotonic):
    """Return by how many px what stands still is moved at this second, so that it does not burn in (S26)."""
    return _SHIFTS[int(monotonic // SHIFT_S) % len(_SHIFTS)]


class NightVeil(Widget):
    """Darkens what lies under it; touches go through."""

    darkness = NumericProperty(0)
