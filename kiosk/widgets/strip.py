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
    room = width - start - end
    chip = ChipPiece(look, room, block.chip) if block.chip else None
    labels = [piece.text(block.text, "body", 500, "ink", room, line_height=1.35)]
    if block.choice:
        labels.append(piece.text(block.choice.text, "note", 400, "ink2", room, line_height=1.35))
    rows = [[label] for label in labels]
    words = sum(label.height for label in labels)
    taken = chip.width + gap if chip is not None else 0
    beside = chip is not None and max(label.content_width for label in labels) + taken <= room
    if chip is not None and not beside:
        if labels[-1].content_width + taken <= room:
            rows[-1].append(chip)
        else:
            rows.append([chip])
    if beside or (chip is not None and chip in rows[-1][1:]):
        for label in labels if beside else labels[-1:]:
            label.width = room - taken
            label.refresh()
    inside = max(sum(max(part.height for part in row) for row in rows), chip.height if beside else 0)
    height = max(inside + 2 * look.space("small") * 1.2, look.space("target"))
    top = (height - inside) / 2 + (max(0, inside - words) / 2 if beside else 0)
    if icon:
        piece.put(piece.icon(block.icon, icon), pad, top + (max(labels[0].height, icon) - icon) / 2)
    for row in rows:
        high = max(part.height for part in row)
        for part in row:
            at = start if part is row[0] else width - end - part.width
            piece.put(part, at, top + (high - part.height) / 2)
        top += high
    if beside:
        piece.put(chip, width - end - chip.width, (height - chip.height) / 2)
    if arrow:
        piece.put(piece.icon("chevron-right", arrow), width - pad - arrow, (height - arrow) / 2)
    piece.done(height)
