"""What only a technician sees: squares to be touched one by one, and a picture of the camera."""

import io

from kivy.core.image import Image as CoreImage
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from kiosk.widgets.piece import Piece
from kiosk.widgets.surface import Surface
from language.digits import localize

COLUMNS, ROWS = 6, 5
_SOON_S = 0.3
"""A second touch of the same square so soon is the panel's, not the finger's: two providers read one device (K9)."""


class TouchTestPiece(Piece):
    """Squares over `height` px. Each touched one is marked with a tick; double touches are counted."""

    def __init__(self, look, width, height, block):
        super().__init__(look, width)
        self.block = block
        self.touched, self.twice, self._last = set(), 0, {}
        self.label = self.text(self._words(), "strong", 700, "ink", width, line_height=1.3)
        gap = look.space("apart")
        top = self.label.height + gap
        each = ((width - gap * (COLUMNS - 1)) / COLUMNS, (height - top - gap * (ROWS - 1)) / ROWS)
        self.put(self.label, 0, 0)
        self.squares = []
        for index in range(COLUMNS * ROWS):
            row, column = divmod(index, COLUMNS)
            square = Surface(
                fill=look.colour("card"),
                line=look.colour("line"),
                line_width=look.space("hair"),
                radius=look.radius("key"),
            )
            self.put(square, column * (each[0] + gap), top + row * (each[1] + gap), *each)
            self.squares.append(square)
        self.done(height)

    def on_touch_down(self, touch):
        x, y = self.to_local(*touch.pos)
        for index, square in enumerate(self.squares):
            if square.collide_point(x, y):
                self._take(index, touch.time_start)
                return True
        return False

    def _take(self, index, at):
        if at - self._last.get(index, float("-inf")) < _SOON_S:
            self.twice += 1
        self._last[index] = at
        if index not in self.touched:
            self.touched.add(index)
            square = self.squares[index]
            square.fill = square.line = self.look.colour("primary")
            side = min(square.size) * 0.4
            tick = self.icon("check", round(side), "on_primary")
            tick.pos = (square.center_x - side / 2, square.center_y - side / 2)
            self.add_widget(tick)
        self.label.text = self._words()

    def _words(self):
        left = COLUMNS * ROWS - len(self.touched)
        words = f"{self.block.left} {left}" if left else self.block.done
        if self.twice:
            words += f" · {self.block.twice} {self.twice}"
        return localize(words, self.look.lang)


class PicturePiece(Piece):
    """A picture as wide as the page, or as high as `height` allows, with its words under it."""

    def __init__(self, look, width, height, block):
        super().__init__(look, width)
        label = self.text(block.text, "body", 400, "ink2", width, halign="center", line_height=1.3)
        texture = CoreImage(io.BytesIO(block.jpeg), ext="jpg", nocache=True).texture
        scale = min(width / texture.width, (height - label.height - look.space("gap")) / texture.height)
        size = (texture.width * scale, texture.height * scale)
        picture = Widget(size_hint=(None, None), size=size)
        with picture.canvas:
            Color(1, 1, 1, 1)
            ground = Rectangle(texture=texture, size=size)
        picture.bind(pos=lambda _widget, pos: setattr(ground, "pos", pos))
        self.put(picture, (width - size[0]) / 2, 0)
        self.put(label, 0, size[1] + look.space("gap"))
        self.done(size[1] + look.space("gap") + label.height)
