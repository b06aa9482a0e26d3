"""A field that is being filled in, with its error beside it (U13)."""

from kiosk.widgets.piece import Piece


class EntryPiece(Piece):
    """The field as a box with a thick line; figures run left to right."""

    def __init__(self, look, width, block):
        super().__init__(look, width)
        pad = look.space("pad")
        text = block.value or block.placeholder
        label = self.text(text, "card", 500, "ink" if block.value else "ink2", width - 2 * pad, line_height=1.4)
        height = max(look.space("action") * 1.05, label.height + pad)
        box = Piece(look, width)
        box.ground("card", "primary", "action")
        box.surface.line_width = look.space("hair") * 2
        box.put(label, pad, (height - label.height) / 2)
        box.done(height)
        self.put(box, 0, 0)
        if block.error:
            error = self.text(block.error, "body", 700, "on_bad", width, line_height=1.35)
            self.put(error, 0, height + look.space("small"))
            height += error.height + look.space("small")
        self.done(height)
