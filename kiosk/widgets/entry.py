"""A field that is being filled in: the product's text field in the look of the page, with its error under it (U13)."""

from kiosk.text.mask import BULLET
from kiosk.widgets.piece import Piece
from kiosk.widgets.text_field import BidiTextField

_SHAPES = {(10,): "### ### ####", (4, 3, 4): "#### ### ####", (4, 2, 2): "####/##/##", (4, 5, 5): "#### ##### #####"}
_FIELD_KINDS = {"text": "text", "latin": "latin", "digits": "digits"}
_LINES = 3


class SecretField(BidiTextField):
    """A field that shows only how much has been typed: for a PIN."""

    def _shown(self):
        return "".join(BULLET if char.isalnum() else char for char in super()._shown())


def make_field(look, entry):
    """Return a field for an entry, in the theme's colours, ready to be typed into."""
    field = (SecretField if entry.masked else BidiTextField)(
        lang=look.lang,
        kind=_FIELD_KINDS[entry.keyboard],
        mask=_SHAPES.get(entry.cells, ""),
        max_length=entry.max_length,
        rows=_LINES if entry.multiline else 1,
        hint=entry.placeholder,
        font_size=look.font("card"),
        padding=look.space("gap"),
        radius=look.radius("action"),
        ink=look.colour("ink"),
        hint_ink=look.colour("ink2"),
        box_color=look.colour("card"),
        line_color=look.colour("primary"),
        focus_color=look.colour("primary"),
        bad_color=look.colour("bad_ink"),
        selection_color=look.colour("tint"),
        # Managed: a keyboard that somebody plugs in is not listened to (L9); keys come from the screen.
        keyboard_mode="managed",
        unfocus_on_touch=False,
        size_hint=(None, None),
    )
    field.focus = True
    return field


class EntryPiece(Piece):
    """The field, kept over redraws so that its caret stays, and the error in words below it."""

    def __init__(self, look, width, block, field):
        super().__init__(look, width)
        self.field = field
        if field.parent is not None:
            field.parent.remove_widget(field)
        field.width = width
        field.refresh()
        self.put(field, 0, 0)
        height = field.height
        if block.error:
            error = self.text(block.error, "body", 700, "bad_ink", width - look.space("gap") * 2, line_height=1.35)
            icon = look.font("body")
            self.put(self.icon("alert-circle", icon, "bad_ink"), 0, height + look.space("small"))
            self.put(error, icon + look.space("small"), height + look.space("small"))
            height += error.height + look.space("small")
        self.done(height)
