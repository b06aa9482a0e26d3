"""What can be touched: it acts on release inside itself; sliding off cancels (A3)."""

from kivy.properties import BooleanProperty

from kiosk.flow.page import Choice
from kiosk.widgets.look import Look
from kiosk.widgets.piece import Piece
from kiosk.widgets.surface import Surface


class Touchable(Piece):
    """A piece that stands for a `Choice`; `chosen` is called with the choice's id when it is released inside."""

    pressed = BooleanProperty(False)
    focused = BooleanProperty(False)

    def __init__(self, look: Look, width: float, choice: Choice, chosen, **kwargs):
        super().__init__(look, width, **kwargs)
        self.choice = choice
        self.chosen = chosen
        self._ring = None

    def on_touch_down(self, touch):
        if not self.collide_point(*touch.pos) or self.disabled:
            return False
        touch.grab(self)
        self.pressed = True
        return True

    def on_touch_move(self, touch):
        if touch.grab_current is self:
            self.pressed = self._inside(touch)
            return True
        return False

    def on_touch_up(self, touch):
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        inside = self._inside(touch)
        self.pressed = False
        if inside:
            self.chosen(self.choice.id)
        return True

    def _inside(self, touch):
        # Kivy hands a grabbed touch over in the coordinates of this widget's parent.
        return self.collide_point(*touch.pos)

    def on_pressed(self, *_):
        self.opacity = 0.72 if self.pressed else 1

    def on_focused(self, *_):
        if self._ring is not None:
            self.remove_widget(self._ring)
            self._ring = None
        if self.focused:
            ring = self.look.space("focus")
            radius = (self.surface.radius if self.surface else 0) + ring
            colour = self.look.colour("focus")
            self._ring = Surface(
                fill=colour,
                line=colour,
                radius=radius,
                size_hint=(None, None),
                pos=(-ring, -ring),
                size=(self.width + 2 * ring, self.height + 2 * ring),
            )
            self.add_widget(self._ring, index=len(self.children))
