"""The idle screen: one notice at a time, the invitation and the languages. A touch on the picture only wakes (S24)."""

from kivy.properties import ColorProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.flow.page import Paragraph
from kiosk.widgets.choices import PinnedAction
from kiosk.widgets.kv import load_kv
from kiosk.widgets.piece import Piece
from kiosk.widgets.sky import sky
from kiosk.widgets.touchable import Touchable
from kiosk.widgets.words import ChipPiece

load_kv(__file__)


class SkyGround(Widget):
    """The sky behind the notice."""

    texture = ObjectProperty(None, allownone=True)
    white = ColorProperty((1, 1, 1, 1))


class AttractScreen(Widget):
    """Draws the page `attract` over the whole window."""

    def __init__(self, look, chosen, woken, **kwargs):
        super().__init__(size_hint=(None, None), **kwargs)
        self.look, self.chosen, self.woken = look, chosen, woken
        self._standing, self._shift = None, (0, 0)

    def show(self, page):
        """Draw the slide and, under it, the invitation."""
        self.clear_widgets()
        look = self.look
        colours = look.theme.colours
        panel = self._standing = self._panel(page)
        panel.pos = (self.x + self._shift[0], self.y + self._shift[1])
        ground = SkyGround(
            texture=sky(colours.sky_top, colours.sky_bottom, colours.sun, look.landscape), size_hint=(None, None)
        )
        ground.pos = (self.x, self.y + panel.height)
        ground.size = (self.width, self.height - panel.height)
        self.add_widget(ground)
        slide = self._slide(page, self.width, ground.height)
        slide.pos = (self.x, self.y + panel.height + look.space("margin") * 1.1)
        self.add_widget(slide)
        self.add_widget(panel)

    def shift(self, by):
        """Move the invitation and the languages, which stand still for hours, by some px (S26)."""
        if by != self._shift:
            self._shift = by
            if self._standing is not None:
                self._standing.pos = (self.x + by[0], self.y + by[1])

    def _slide(self, page, width, available):
        look = self.look
        piece = Piece(look, width)
        margin, gap = look.mm(22.5 * look.fit), look.space("gap")
        room = min(width - 2 * margin, look.mm(430 * look.fit))
        title = piece.text(page.title, "slide", 800, "on_sky", room, line_height=1.4, limit=1.3)
        text = piece.text(page.subtitle, "heading", 400, "on_sky", room, line_height=1.5, limit=1.3, max_lines=6)
        top = 0
        if page.chip:
            chip = ChipPiece(look, room, page.chip)
            if colours_flat(look):
                piece.put(chip, margin, 0)
            else:
                chip.surface.fill = chip.surface.line = look.colour("on_sky", 0.16)
                for child in chip.children:
                    if hasattr(child, "color"):
                        child.color = look.colour("on_sky")
                piece.put(chip, margin, 0)
            top += chip.height + gap
        piece.put(title, margin, top)
        top += title.height + gap * 0.4
        piece.put(text, margin, top)
        return piece.done(top + text.height)

    def _panel(self, page):
        look = self.look
        piece = Piece(look, self.width)
        piece.ground("bar", None)
        piece.surface.radius = 0
        margin, gap = look.mm(22.5 * look.fit), look.space("gap")
        invitation = next(block for block in page.blocks if isinstance(block, Paragraph))
        icon = look.mm(24 * look.fit)
        label = piece.text(
            invitation.text, "card", 700, "primary", self.width - 2 * margin - icon - gap, line_height=1.4
        )
        top = gap * (1.4 if look.landscape else 3)
        piece.put(piece.icon(invitation.icon, icon, "primary"), margin, top)
        piece.put(label, margin + icon + gap, top + (icon - label.height) / 2)
        top += icon + gap * (1 if look.landscape else 2.2)
        top = self._languages(piece, page, margin, top)
        return piece.done(top + gap * (1.5 if look.landscape else 2.4))

    def _languages(self, piece, page, margin, top):
        look = self.look
        gap = look.space("small") * 1.5

        def width(columns):
            return (self.width - 2 * margin - gap * (columns - 1)) / max(1, columns)

        longest = max((piece.width_of(choice.text, PinnedAction.type_token, 700) for choice in page.actions), default=0)
        beside = width(len(page.actions)) >= longest + 3 * look.space("small")
        columns = len(page.actions) if beside else 2
        each = width(columns)
        height = 0
        for index, choice in enumerate(page.actions):
            button = PinnedAction(look, each, choice, self.chosen)
            row, column = divmod(index, columns)
            piece.put(button, margin + column * (each + gap), top + row * (button.height + gap))
            height = (row + 1) * (button.height + gap)
        return top + height

    def on_touch_down(self, touch):
        if super().on_touch_down(touch):
            return True
        touch.grab(self)
        return True

    def on_touch_up(self, touch):
        if touch.grab_current is self:
            touch.ungrab(self)
            self.woken()
            return True
        return super().on_touch_up(touch)

    def targets(self):
        """Return everything touchable that is drawn now."""
        return [widget for widget in self.walk(restrict=True) if isinstance(widget, Touchable)]


def colours_flat(look):
    """Whether the theme's sky is one flat colour, as in high contrast."""
    return look.theme.colours.sky_top == look.theme.colours.sky_bottom
