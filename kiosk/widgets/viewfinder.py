"""What the camera sees, live, beside what would help it to read."""

from typing import Any

from kivy.event import EventDispatcher
from kivy.graphics import Color, Rectangle
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.widgets.piece import Piece

SHAPE = 4 / 3
"""Width to height of a camera's picture."""


class LivePicture(EventDispatcher):
    """The newest frame of the camera, as a texture; None where nothing is looked at. `frames` counts up with each."""

    texture = ObjectProperty(None, allownone=True)
    frames = NumericProperty(0)


LIVE = LivePicture()


class ViewfinderPiece(Piece):
    """The live picture at the start side, the hint and the note beside it. A picture of a page shows no frame."""

    def __init__(self, look, width, block, available):
        super().__init__(look, width)
        gap = look.space("gap")
        side = min(
            width * 0.42,
            look.mm(110 * look.fit),
            max(look.mm(30), available * (0.9 if look.landscape else 0.5)) * SHAPE,
        )
        height = side / SHAPE
        card = Piece(look, side)
        card.ground("card", "primary", "card", "focus")
        card.done(height)
        icon = card.put(card.icon("camera", height * 0.3, "ink2"), (side - height * 0.3) / 2, height * 0.35)
        card.done(height)
        edge = look.space("focus")
        self._icon = icon
        self._picture: Any = Widget(
            size_hint=(None, None), pos=(edge, edge), size=(side - 2 * edge, height - 2 * edge), opacity=0
        )
        with self._picture.canvas:
            Color(1, 1, 1, 1)
            self._frame = Rectangle(pos=self._picture.pos, size=self._picture.size)
        card.add_widget(self._picture)
        room = width - side - gap
        hint = self.text(block.hint, "heading", 700, "ink", room, line_height=1.35)
        note = self.text(block.note, "note", 400, "ink2", room) if block.note else None
        inside = hint.height + (note.height if note else 0)
        whole = max(height, inside)
        self.put(card, 0, (whole - height) / 2)
        top = (whole - inside) / 2
        self.put(hint, side + gap, top)
        if note:
            self.put(note, side + gap, top + hint.height)
        self.done(whole)
        LIVE.bind(texture=self._show, frames=self._again)
        self._show()

    def _show(self, *_):
        seen = LIVE.texture is not None
        self._frame.texture = LIVE.texture
        self._picture.opacity = 1 if seen else 0
        self._icon.opacity = 0 if seen else 1

    def _again(self, *_):
        self._picture.canvas.ask_update()
