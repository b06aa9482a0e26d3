"""What the parts of a board are made of: a plain ground, and pieces measured by the panel's short side."""

from kivy.properties import ColorProperty, NumericProperty
from kivy.uix.widget import Widget

from kiosk.widgets.kv import load_kv
from kiosk.widgets.piece import Piece

load_kv(__file__)


class BoardGround(Widget):
    """A plain ground, with a line along its foot where it is given one."""

    fill = ColorProperty((1, 1, 1, 1))
    edge = ColorProperty((0, 0, 0, 0))
    edge_width = NumericProperty(0)


class BoardPiece(Piece):
    """A part of the board; `u` is a hundredth of the panel's short side in px."""

    def __init__(self, look, width, height):
        super().__init__(look, width)
        self.u = min(look.width, look.height) / 100
        self.full = height

    def fitting(self, text, most, room, weight, colour, lang=None, **more):
        """Return one line of text, `most` px high or as much smaller as `room` px ask for, but cut before `least`."""
        lang = lang or self.look.lang
        size, least = most, more.pop("least", 8)
        for _try in range(4):  # a smaller size is not exactly as much narrower
            wide = self.text(text, weight=weight, colour=colour, width=10**6, font_size=size, lang=lang).content_width
            if wide <= room:
                break
            size = max(least, size * room / wide * 0.985)
        return self.text(
            text,
            weight=weight,
            colour=colour,
            width=room,
            font_size=size,
            line_height=more.pop("line_height", 1.3),
            max_lines=1,
            lang=lang,
            **more,
        )
