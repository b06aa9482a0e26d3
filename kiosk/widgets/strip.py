"""A line of news on a card: words at the start side, a chip at the end side, or under them where they do not fit."""

from kiosk.widgets.piece import Piece
from kiosk.widgets.touchable import Touchable
from kiosk.widgets.words import ChipPiece


class StripPiece(Piece):
    """A strip that only tells."""

    def __init__(self, look, width, block):
        super().__init__(look, width)
        _lay(self, look, width, block)


class StripButton(Touchable):
    """A strip that leads to more: what that is stands under the words, an arrow at the end side."""

    def __init__(self, look, width, block, chosen):
        super().__init__(look, width, block.choice, chosen)
        _lay(self, look, width, block)


def _lay(piece, look, width, block):
    piece.ground()
    pad, gap = look.space("gap") * 1.1, look.space("gap") * 0.8
    icon = look.font("card") if block.icon else 0
    arrow = look.font("strong") if block.choice else 0
    start, end = pad + (icon + gap if icon else 0), pad + (arrow + gap * 0.6 if arrow else 0)
    chip = ChipPiece(look, width - 2 * pad, block.chip) if block.chip else None
    room = width - start - end
    labels = [piece.text(block.text, "body", 500, "ink", room, line_height=1.35)]
    if block.choice:
        labels.append(piece.text(block.choice.text, "note", 400, "ink2", room, line_height=1.35))
    widest = max(label.content_width for label in labels)
    beside = chip is not None and widest + chip.width + gap <= room
    words = sum(label.height for label in labels)
    under = chip.height + gap * 0.7 if chip is not None and not beside else 0
    inside = max(words, chip.height) if chip is not None and beside else words + under
    height = max(inside + 2 * look.space("small") * 1.2, look.space("target"))
    top = (height - words - under) / 2
    if icon:
        piece.put(piece.icon(block.icon, icon), pad, top + (words - icon) / 2)
    for label in labels:
        if beside:
            label.width = room - chip.width - gap
            label.refresh()
        piece.put(label, start, top)
        top += label.height
    if chip is not None and beside:
        piece.put(chip, width - end - chip.width, (height - chip.height) / 2)
    elif chip is not None:
        piece.put(chip, start, top + gap * 0.7)
    if arrow:
        piece.put(piece.icon("chevron-right", arrow), width - pad - arrow, (height - arrow) / 2)
    piece.done(height)
