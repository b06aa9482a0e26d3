"""Are you still there? A card over the page with a ring and two large buttons (U2)."""

from kivy.properties import ColorProperty
from kivy.uix.widget import Widget

from kiosk.widgets.bands import RowOfChoices
from kiosk.widgets.choices import PinnedAction
from kiosk.widgets.kv import load_kv
from kiosk.widgets.piece import Piece
from kiosk.widgets.ring import Ring
from kiosk.widgets.touchable import Touchable
from language.digits import localize

load_kv(__file__)
_VEIL = 0.82


class Veil(Widget):
    """Hides what the visitor entered while nobody answers."""

    colour = ColorProperty((0, 0, 0, 0.8))


class WarningScreen(Widget):
    """Draws the page `warning`; takes every touch while it is shown."""

    def __init__(self, look, chosen, **kwargs):
        super().__init__(size_hint=(None, None), **kwargs)
        self.look, self.chosen = look, chosen
        self._ring = self._figure = None

    def show(self, page):
        """Draw the card in the lower middle, where every hand reaches it."""
        self.clear_widgets()
        look = self.look
        self.add_widget(
            Veil(colour=look.colour("overlay", _VEIL), pos=self.pos, size=self.size, size_hint=(None, None))
        )
        width = min(self.width - 2 * look.space("margin"), look.mm(300 * look.fit))
        card = Piece(look, width)
        card.ground()
        pad, gap = look.space("pad") * 1.3, look.space("gap")
        size = look.mm(62 * look.fit)
        self._ring = Ring(
            colour=look.colour("primary"), rest_colour=look.colour("dot"), thickness=look.mm(2.4 * look.fit)
        )
        card.put(self._ring, (width - size) / 2, pad, size, size)
        self._figure = card.text("", "title", 800, "primary", size, halign="center")
        card.put(self._figure, (width - size) / 2, pad + (size - self._figure.height) / 2)
        top = pad + size + gap
        for text, kind, weight, ink in ((page.title, "title", 800, "ink"), (page.subtitle, "strong", 400, "ink2")):
            label = card.put(
                card.text(text, kind, weight, ink, width - 2 * pad, halign="center", line_height=1.4), pad, top
            )
            top += label.height
        top += gap
        row = RowOfChoices(
            look, width - 2 * pad, page.actions, len(page.actions), lambda lk, w, c: PinnedAction(lk, w, c, self.chosen)
        )
        card.put(row, pad, top)
        card.done(top + row.height + pad)
        card.pos = (self.x + (self.width - width) / 2, self.y + max(0, (self.height - card.height) * 0.4))
        self.add_widget(card)

    def count(self, left, whole):
        """Show that `left` of `whole` seconds remain."""
        if self._ring is None:
            return
        self._ring.part = max(0.0, min(1.0, left / whole if whole else 0.0))
        self._figure.text = localize(str(max(0, round(left))), self.look.lang)

    def on_touch_down(self, touch):
        super().on_touch_down(touch)
        return True

    def targets(self):
        """Return everything touchable that is drawn now."""
        return [widget for widget in self.walk(restrict=True) if isinstance(widget, Touchable)]


class BlankScreen(Widget):
    """Black over the whole window; a touch ends it and does nothing else."""

    def __init__(self, touched, **kwargs):
        super().__init__(size_hint=(None, None), **kwargs)
        self._touched = touched
        self.add_widget(Veil(colour=(0, 0, 0, 1), pos=self.pos, size=self.size, size_hint=(None, None)))

    def on_touch_down(self, touch):
        touch.grab(self)
        return True

    def on_touch_up(self, touch):
        if touch.grab_current is self:
            touch.ungrab(self)
            self._touched()
        return True
