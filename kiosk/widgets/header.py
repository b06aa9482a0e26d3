"""The header: logo, office, place; hour and date. Its tile pattern is the only ornament."""

from kivy.graphics.texture import Texture
from kivy.properties import AliasProperty, ColorProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.widgets.kv import load_kv
from kiosk.widgets.pattern import tile
from kiosk.widgets.piece import Piece
from kiosk.widgets.surface import Surface

load_kv(__file__)
_ORNAMENT = 0.12


class HeaderGround(Widget):
    """The header's colour under its pattern, and a line at its foot where the theme needs one."""

    fill = ColorProperty((0, 0, 0, 1))
    ornament = ColorProperty((1, 1, 1, 0.1))
    edge = ColorProperty((0, 0, 0, 0))
    edge_width = NumericProperty(0)
    texture = ObjectProperty(None, allownone=True)
    side = NumericProperty(1)

    def _repeats(self):
        across, up = self.width / self.side, self.height / self.side
        return 0, 0, across, 0, across, up, 0, up

    repeats = AliasProperty(_repeats, bind=("size", "side"))
    """Texture coordinates that repeat the tile over the whole ground."""


class Mark(Widget):
    """The office's own picture, as large as it is."""

    texture = ObjectProperty(None)


class HeaderPiece(Piece):
    """The header for a width; the text scale holds back here, for it must leave room for the page."""

    def __init__(self, look, width, header, picture=None):
        super().__init__(look, width)
        height = header_height(look)
        side = look.mm(26 * look.fit)
        ground = HeaderGround(fill=look.colour("header"), texture=tile(side), side=side)
        ground.ornament = look.colour("pattern", _ORNAMENT)
        if look.theme.colours.header in (look.theme.colours.background, look.theme.colours.card):
            ground.edge, ground.edge_width = look.colour("line"), look.space("hair") * 2
        self.put(ground, 0, 0, width, height)
        margin, gap = look.space("margin"), look.space("gap")
        tile_side = look.mm(32.5 * look.fit)
        logo = Surface(fill=look.colour("card"), line=look.colour("card"), radius=look.radius("tile"))
        self.put(logo, margin, (height - tile_side) / 2, tile_side, tile_side)
        self.mark = logo
        sign = _sign(picture, tile_side * 0.84) or self.icon("bank", round(tile_side * 0.58))
        self.put(sign, margin + (tile_side - sign.width) / 2, (height - sign.height) / 2)
        time = self.text(header.time, "clock", 700, "on_header", width, limit=1.15, line_height=1.2)
        date = self.text(header.date, "note", 400, "on_header", width, limit=1.0, line_height=1.3)
        clock = max(time.content_width, date.content_width) + 4
        top = (height - time.height - date.height) / 2
        for label, at in ((time, top), (date, top + time.height)):
            label.width = clock
            label.halign = "end"
            label.refresh()
            self.put(label, width - margin - clock, at)
        start = margin + tile_side + gap
        room = width - start - margin - clock - gap
        self._office(header, start, room, height)
        self.done(height)

    def _office(self, header, start, room, height):
        """Name over tagline. A name that needs two lines takes the tagline's place: nothing is cut here."""
        name = self._fitted(header.name, "heading", 700, room, 1)
        tagline = self._fitted(header.tagline, "note", 400, room, 1)
        lines = [name, tagline]
        if name.truncated:
            lines = [self._fitted(header.name, "note", 700, room, 2)]
        elif tagline.truncated:
            lines = [name]
        top = (height - sum(line.height for line in lines)) / 2
        for line in lines:
            self.put(line, start, top)
            top += line.height

    def _fitted(self, text, size, weight, room, lines):
        """Lines that become a little smaller before they are ever cut."""
        px = self.look.font(size, 1.0 if size == "note" else 1.15)
        wide = self.width_of(text, px, weight)
        if wide > room * lines:
            px = max(px * 0.7, px * room * lines / wide * 0.9)
        return self.text(
            text, weight=weight, colour="on_header", width=room, font_size=px, line_height=1.3, max_lines=lines
        )


def header_height(look):
    """Return the header's height in px."""
    return look.space("header")


def _sign(picture, side):
    """Return the office's picture in a box of `side` px; None where there is none, or none that can be read."""
    if picture is None:
        return None
    from PIL import Image as PictureFile  # only an office that has a mark needs it

    try:
        with PictureFile.open(picture) as opened:
            opened.thumbnail((round(side), round(side)))
            image = opened.convert("RGBA").transpose(PictureFile.Transpose.FLIP_TOP_BOTTOM)
    except (OSError, ValueError):
        return None  # a header must not fail for its picture
    texture = Texture.create(size=image.size, colorfmt="rgba")
    texture.blit_buffer(image.tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    return Mark(texture=texture, size=image.size, size_hint=(None, None))
