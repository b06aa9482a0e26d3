"""The bar at the foot: six buttons at the same places on every page (U10, A41)."""

from kiosk.widgets.piece import Piece
from kiosk.widgets.surface import Surface
from kiosk.widgets.touchable import Touchable

_ICONS = {"back": "arrow-left"}
_LIMIT = 1.3
"""Text in the bar grows with the text scale up to here: its buttons must stay where they are."""


class BarButton(Touchable):
    """An icon over its word."""

    def __init__(self, look, width, choice, chosen, height):
        super().__init__(look, width, choice, chosen)
        icon = look.mm(14.5 * look.fit)
        name = _ICONS.get(choice.icon, choice.icon)
        px = look.font("bar", _LIMIT)
        wide = self.width_of(choice.text, px, 500)
        room = width - look.mm(3)
        if wide > room:
            px *= room / wide * 0.97
        label = self.text(choice.text, weight=500, width=width, font_size=px, halign="center", line_height=1.3)
        # The mirrored arrow of Back points to where one came from.
        between = look.mm(2 * look.fit)
        inside = icon + between + label.height
        top = (height - inside) / 2
        self.put(self.icon(name, icon), (width - icon) / 2, top)
        self.put(label, 0, top + icon + between)
        self.done(height)


class BarPiece(Piece):
    """The whole bar, from the start side: Back to Access."""

    def __init__(self, look, width, choices, chosen):
        super().__init__(look, width)
        height = bar_height(look)
        ground = Surface(fill=look.colour("bar"), line=look.colour("bar"))
        self.put(ground, 0, 0, width, height)
        edge = Surface(fill=look.colour("line"), line=look.colour("line"))
        self.put(edge, 0, 0, width, max(2, look.space("hair")))
        margin = look.space("margin") * 0.5
        apart = look.space("apart")
        each = (width - 2 * margin - apart * (len(choices) - 1)) / max(1, len(choices))
        self.targets = []
        for index, choice in enumerate(choices):
            button = BarButton(look, each, choice, chosen, height - look.space("hair") * 2)
            self.put(button, margin + index * (each + apart), look.space("hair") * 2)
            self.targets.append(button)
        self.done(height)


def bar_height(look):
    """Return the bar's height in px; it does not change with the text scale."""
    return look.space("bar")
