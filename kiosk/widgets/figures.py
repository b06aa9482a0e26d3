"""Facts, lists, timelines, numbers, codes, QR: what a page tells."""

import qrcode
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.widgets.piece import LINE_HEIGHT, Piece
from kiosk.widgets.surface import Surface
from language.digits import localize


class FactsPiece(Piece):
    """Facts on one card: icon and label at the start side, the value at the end side, or under it where it is long."""

    def __init__(self, look, width, rows):
        super().__init__(look, width)
        self.ground()
        pad, gap, small = look.space("pad"), look.space("gap"), look.space("small")
        icon = look.font("heading")
        top = pad * 0.6
        for index, row in enumerate(rows):
            label_start = pad + icon + gap * 0.8
            room = width - label_start - pad
            label = self.text(row.label, "body", 400, "ink2", room, line_height=1.3)
            value = self.text(row.value, "body", 700, "ink", room, line_height=1.3)
            beside = label.content_width + value.content_width + gap < room and value.height < value.font_size * 1.4
            inside = max(label.height, value.height) if beside else label.height + value.height
            height = max(inside + 2 * small * (0.7 if look.landscape else 1.2), look.mm(20 * look.fit))
            if index:
                line = Surface(fill=look.colour("line"), line=look.colour("line"))
                self.put(line, pad, top, width - 2 * pad, max(1, look.space("hair") * 0.6))
            middle = top + height / 2
            self.put(self.icon(row.icon, icon), pad, middle - icon / 2)
            if beside:
                label.width = label.content_width * 1.02 + 4  # one line stays one, however widths are rounded
                label.refresh()
                value.width = value.content_width * 1.02 + 4
                value.halign = "end"  # so that the ends of all values lie on one line
                value.refresh()
                self.put(label, label_start, middle - label.height / 2)
                self.put(value, width - pad - value.width, middle - value.height / 2)
            else:
                self.put(label, label_start, middle - inside / 2)
                self.put(value, label_start, middle - inside / 2 + label.height)
            top += height
        self.done(top + pad * 0.6)


class ListingPiece(Piece):
    """A list on a card: checked, numbered or plain. `first` is the number of its first entry."""

    def __init__(self, look, width, title, items, style, first=1):
        super().__init__(look, width)
        self.ground()
        pad, gap, small = look.space("pad"), look.space("gap"), look.space("small")
        mark = round(look.font("strong") * 1.05)
        start = pad + (mark + gap * 0.8 if style != "plain" else 0)
        room = width - start - pad
        top = pad * 0.8
        if title:
            heading = self.put(self.text(title, "heading", 700, "ink", width - 2 * pad, line_height=1.3), pad, top)
            top += heading.height + small * 0.6
        for index, item in enumerate(items):
            weight = 700 if item.note and style != "check" else 400
            label = self.text(item.text, "body", weight, "ink", room, line_height=1.4)
            line = label.font_size * 1.4
            self.put(label, start, top + small * 0.5)
            if style == "check":
                self.put(self.icon("check-circle", mark), pad, top + small * 0.5 + (line - mark) / 2)
            elif style == "number" and item.icon:
                self._sign(item.icon, pad, top + small * 0.5 + (line - mark) / 2, mark)
            elif style == "number":
                self._number(first + index, pad, top + small * 0.5 + (line - mark) / 2, mark)
            top += label.height + small * 0.5
            if item.note:
                note = self.put(self.text(item.note, "note", 400, "ink2", room, line_height=1.4), start, top)
                top += note.height
            top += small * 0.9
        self.done(top + pad * 0.5)

    def _sign(self, icon, start, top, size):
        """What to do, as a sign: it tells of left and right in the world, so it is never mirrored (R2)."""
        big = size * 1.3
        ground = Surface(fill=self.look.colour("primary"), line=self.look.colour("primary"), radius=size)
        self.put(ground, start - (big - size) / 2, top - (big - size) / 2, big, big)
        inside = round(size * 0.96)
        place = (size - inside) / 2
        self.put(self.icon(icon, inside, "on_primary", mirror="never"), start + place, top + place)

    def _number(self, number, start, top, size):
        ground = Surface(fill=self.look.colour("primary"), line=self.look.colour("primary"), radius=size)
        big = size * 1.3
        self.put(ground, start - (big - size) / 2, top - (big - size) / 2, big, big)
        label = self.text(
            localize(str(number), self.look.lang),
            weight=700,
            colour="on_primary",
            width=big,
            halign="center",
            font_size=size * 0.72,
            line_height=1.2,
        )
        self.put(label, start - (big - size) / 2, top + (size - label.height) / 2)


class TimelinePiece(Piece):
    """The way of a request: done, current and coming points on one line."""

    _LOOKS = {
        "done": ("good_ink", "card", "good_ink"),
        "current": ("saffron", "on_saffron", "saffron"),
        "coming": ("card", "ink2", "dot"),
        "stopped": ("bad_ink", "card", "bad_ink"),
    }

    def __init__(self, look, width, items):
        super().__init__(look, width)
        self.ground()
        pad, gap = look.space("pad"), look.space("gap")
        mark = look.mm(22 * look.fit)
        room = width - 2 * pad - mark - gap
        top = pad
        for index, item in enumerate(items):
            title = self.text(item.text, "heading", 700, "ink", room, line_height=1.3)
            note = self.text(item.note, "note", 400, "ink2", room, line_height=1.3) if item.note else None
            inside = title.height + (note.height if note else 0)
            height = max(mark, inside)
            last = index + 1 == len(items)
            if not last:
                thick = max(2, look.mm(1 * look.fit))
                line = Surface(fill=look.colour("dot"), line=look.colour("dot"))
                self.put(line, pad + (mark - thick) / 2, top + mark, thick, height - mark + gap * 1.3)
            self._mark(item, pad, top, mark)
            self.put(title, pad + mark + gap, top + (mark - title.height) / 2 if not note else top)
            if note:
                self.put(note, pad + mark + gap, top + title.height)
            top += height + (0 if last else gap * 1.3)
        self.done(top + pad)

    def _mark(self, item, start, top, size):
        fill, ink, line = self._LOOKS[item.state]
        ground = Surface(fill=self.look.colour(fill), line=self.look.colour(line), radius=size)
        ground.line_width = self.look.space("hair") * 1.5
        self.put(ground, start, top, size, size)
        inside = round(size * 0.54)
        self.put(self.icon(item.icon, inside, ink), start + (size - inside) / 2, top + (size - inside) / 2)


class NumberPiece(Piece):
    """The hero: a number as large as width and room allow, its label above and what it is for below."""

    def __init__(self, look, width, block, centred, most=float("inf")):
        super().__init__(look, width)
        align = "center" if centred else "start"
        top = 0
        if block.label:
            label = self.put(self.text(block.label, "body", 400, "ink2", width, halign=align, line_height=1.3), 0, top)
            top += label.height
        size = look.font(block.size, 1.0 if block.size == "hero" else 2.0)
        ink = "primary" if block.size == "hero" else "ink"
        height = 1.12 if block.size == "hero" else 1.4
        wide = self.width_of(block.value, size, 800)
        if wide > width:
            size = int(size * width / wide * 0.98)
        note = self.text(block.note, "card", 700, "ink", width, halign=align, line_height=1.35) if block.note else None
        below = note.height + look.space("small") if note else 0
        size = max(look.font("title"), min(size, int((most - top - below) / height)) if most < float("inf") else size)
        number = self.text(
            block.value, weight=800, colour=ink, width=width, halign=align, font_size=size, line_height=height
        )
        self.put(number, 0, top)
        top += number.height
        if note:
            self.put(note, 0, top + look.space("small"))
        self.done(top + below)


_LEAST_QR_MM = 40.0
"""A telephone reads no smaller one at arm's length."""


class QrPiece(Piece):
    """A QR on white with its quiet zone; words beside it, or none where `large`."""

    def __init__(self, look, width, block, most=float("inf")):
        super().__init__(look, width)
        matrix = _modules(block.data)
        side = look.mm((150 if block.large else 82 if not look.landscape else 64 if block.title else 46) * look.fit)
        side = min(side, width if block.large else width * 0.45)
        if block.large and most < float("inf"):
            words = (look.font("heading") if block.title else 0) + (look.font("body") if block.text else 0)
            side = max(look.mm(_LEAST_QR_MM), min(side, most - words * LINE_HEIGHT - look.space("small")))
        module = max(2, int(side / (len(matrix) + 8)))
        side = module * (len(matrix) + 8)
        card = Piece(look, side)
        card.ground("qr_light", "line", "card")
        card.surface.fill = look.colour("qr_light")
        card.done(side)
        picture = Widget(size_hint=(None, None), size=[module * len(matrix)] * 2, pos=(module * 4, module * 4))
        with picture.canvas:
            Color(1, 1, 1, 1)
            Rectangle(texture=_texture(matrix), pos=picture.pos, size=picture.size)
        card.add_widget(picture)
        if block.large:
            self._under(block, card, side, width)
        else:
            self._beside(block, card, side, width)

    def _under(self, block, card, side, width):
        self.put(card, (width - side) / 2, 0)
        top = side + self.look.space("small")
        for text, size, weight, ink in ((block.title, "heading", 700, "ink"), (block.text, "body", 400, "ink2")):
            if text:
                label = self.put(self.text(text, size, weight, ink, width, halign="center"), 0, top)
                top += label.height
        self.done(top)

    def _beside(self, block, card, side, width):
        gap = self.look.space("gap")
        room = width - side - gap * 1.2
        title = self.text(block.title, "heading", 700, "ink", room, line_height=1.35) if block.title else None
        text = self.text(block.text, "body", 400, "ink2", room) if block.text else None
        inside = sum(label.height for label in (title, text) if label)
        height = max(side, inside)
        self.put(card, 0, (height - side) / 2)
        top = (height - inside) / 2
        for label in (title, text):
            if label:
                self.put(label, side + gap * 1.2, top)
                top += label.height
        self.done(height)


def _modules(data):
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(data)
    code.make(fit=True)
    return code.get_matrix()


def _texture(matrix):
    count = len(matrix)
    texture = Texture.create(size=(count, count), colorfmt="luminance")
    texture.mag_filter = texture.min_filter = "nearest"
    rows = reversed(matrix)
    texture.blit_buffer(
        bytes(0 if dark else 255 for row in rows for dark in row), colorfmt="luminance", bufferfmt="ubyte"
    )
    return texture
