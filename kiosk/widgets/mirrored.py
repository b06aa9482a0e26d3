"""Rows and grids that run from start to end: left to right or right to left by language (R1).

Padding is written as if the page ran from left to right: its first figure is the start side.
"""

from kivy.properties import OptionProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

import language


class _Mirrored:
    lang = OptionProperty("fa", options=list(language.LANGUAGES))
    """The language of the page, which gives the side where rows start."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fbind("lang", self._trigger_layout)

    def do_layout(self, *args):
        super().do_layout(*args)
        if language.is_rtl(self.lang):
            axis = 2 * self.x + self.width
            for child in self.children:
                child.x = axis - child.right


class MirroredRow(_Mirrored, BoxLayout):
    """A `BoxLayout` whose first child stands at the start side. A vertical one keeps its order and
    mirrors only where children stand across."""


class MirroredGrid(_Mirrored, GridLayout):
    """A `GridLayout` whose rows fill from the start side."""
