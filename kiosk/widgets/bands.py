"""From the blocks of a page to pieces: each piece is a band across its column that is never cut."""

from dataclasses import replace

from kiosk.flow import page as p
from kiosk.widgets import choices as ch
from kiosk.widgets.entry import EntryPiece
from kiosk.widgets.figures import FactsPiece, ListingPiece, NumberPiece, QrPiece, TimelinePiece
from kiosk.widgets.piece import Piece
from kiosk.widgets.strip import StripButton, StripPiece
from kiosk.widgets.viewfinder import ViewfinderPiece
from kiosk.widgets.words import ChipPiece, EmptyPiece, HeadingPiece, PanelPiece, ParagraphPiece

_SIMPLE = {
    p.Chip: ChipPiece,
    p.Heading: HeadingPiece,
    p.Panel: PanelPiece,
    p.Strip: StripPiece,
    p.Empty: EmptyPiece,
}


_GROWTH = {"HomeCard": 0.34, "RowCard": 0.16, "FaceCard": 0.3, "PillButton": 0.12, "TallButton": 0.4}
"""How much higher a row may become, in parts of its height, where a page leaves room."""


class RowOfChoices(Piece):
    """Choices beside one another from the start side, all as high as the highest."""

    def __init__(self, look, width, items, columns, make):
        super().__init__(look, width)
        gap = column_gap(look, columns)
        each = (width - gap * (columns - 1)) / columns
        made = [make(look, each, item) for item in items]
        height = max(piece.height for piece in made)
        self.targets = made
        for index, piece in enumerate(made):
            stretch(piece, height)
            self.put(piece, index * (each + gap), 0)
        self.done(height)

    def grow(self, most):
        """Take up to `most` px more height, no more than looks well for what is in the row; return what was taken."""
        share = _GROWTH.get(type(self.targets[0]).__name__, 0.0)
        more = min(most, self.height * share)
        return self.rise(self.height + more) if more >= 1 else 0

    def rise(self, height):
        """Be `height` px high, which is no less than now; return how much was added."""
        more = height - self.height
        for piece in self.targets:
            stretch(piece, height)
        self.done(height)
        return more


class FaceList(Piece):
    """A rating whose words have no room beside one another: face under face in one piece, for it is never parted."""

    def __init__(self, look, width, items, chosen):
        super().__init__(look, width)
        self.targets = [ch.FaceCard(look, width, item, chosen, beside=True) for item in items]
        top = 0
        for piece in self.targets:
            self.put(piece, 0, top)
            top += piece.height + look.space("apart")
        self.done(top - look.space("apart"))


def column_gap(look, columns):
    """Return the distance between columns: at least what fingers need."""
    return max(look.space("apart"), look.space("gap") if columns <= 3 else look.space("small"))


def stretch(piece, height):
    """Make a piece higher: what it holds stays in the middle, or at the top where the piece says so."""
    spare = height - piece.height
    if spare > 0.5:
        shift = 0 if piece.hangs else spare / 2
        piece._placed = [(child, start, top + shift) for child, start, top in piece._placed]
        piece.done(height)


class Bands:
    """Makes the bands of one column. `available`: a card higher than this is parted between its rows."""

    def __init__(self, look, width, available, chosen, centred=False, narrow=False, field_of=None):
        self.look, self.width, self.available = look, width, available
        self.chosen, self.centred, self.narrow, self.field_of = chosen, centred, narrow, field_of

    def of(self, block):
        """Return the pieces of one block from top to bottom. One that is higher than the page at a large text scale is
        set at the next smaller scale: whole and smaller is better than cut."""
        pieces = self._made(block)
        for scale in (1.3, 1.0, 0.85):
            if scale < self.look.scale and any(piece.height > self.available for piece in pieces):
                smaller = replace(self.look, scale=scale)
                pieces = Bands(
                    smaller, self.width, self.available, self.chosen, self.centred, self.narrow, self.field_of
                )._made(block)
        return pieces

    def _made(self, block):
        look, width = self.look, self.width
        match block:
            case p.Cards():
                return self._cards(block)
            case p.Facts(rows=rows):
                return self._parted(rows, lambda part, _first: FactsPiece(look, width, part))
            case p.Listing(items=items, title=title, style=style):
                return self._parted(
                    items,
                    lambda part, first: ListingPiece(look, width, "" if first else title, part, style, first + 1),
                )
            case p.Timeline(items=items):
                return self._parted(items, lambda part, _first: TimelinePiece(look, width, part))
            case p.FloorMap():
                return [self._map(block)]
            case p.Viewfinder():
                return [ViewfinderPiece(look, width, block, self.available)]
            case p.TouchTest() | p.Picture():
                from kiosk.widgets.technician import PicturePiece, TouchTestPiece

                kind = TouchTestPiece if isinstance(block, p.TouchTest) else PicturePiece
                return [kind(look, width, self.available, block)]
            case p.Entry():
                return [EntryPiece(look, width, block, self.field_of(block))]
            case p.Number() | p.QrCode():
                return [self._hero(block)]
            case p.Paragraph():
                return [ParagraphPiece(look, width, block, self.centred)]
        if isinstance(block, p.Strip) and block.choice is not None:
            return [StripButton(look, width, block, self.chosen)]
        return [_SIMPLE[type(block)](look, width, block)]

    def _hero(self, block):
        if isinstance(block, p.QrCode):
            return QrPiece(self.look, self.width, block, self.available)
        return NumberPiece(self.look, self.width, block, self.centred, self.available)

    def _map(self, block):
        from kiosk.widgets.floor_plan import FloorPlanPiece  # loads shapely, which only maps need

        share = block.share_beside if self.narrow else block.share
        if self.look.scale > 1:  # large letters need parts anyhow: then the map is large, too
            share = max(share, 0.95 if self.narrow else 0.48)
        return FloorPlanPiece(self.look, self.width, block.plan, self.available * share)

    def _parted(self, rows, make):
        whole = make(rows, 0)
        if whole.height <= self.available or len(rows) <= 1:
            return [whole]
        pieces, first = [], 0
        while first < len(rows):
            last = len(rows)
            while last > first + 1 and make(rows[first:last], first).height > self.available:
                last -= 1
            pieces.append(make(rows[first:last], first))
            first = last
        return pieces

    def _cards(self, block):
        look = self.look
        make = {
            "card": lambda lk, w, c: ch.HomeCard(lk, w, c, self.chosen, beside=look.landscape),
            "row": lambda lk, w, c: ch.RowCard(lk, w, c, self.chosen, note_first=not c.icon and bool(c.note)),
            "pill": lambda lk, w, c: ch.PillButton(lk, w, c, self.chosen),
            "tall": lambda lk, w, c: ch.TallButton(lk, w, c, self.chosen),
            "face": lambda lk, w, c: ch.FaceCard(lk, w, c, self.chosen),
        }[block.style]
        columns = self._columns(block, make)
        if block.style == "face" and columns < len(block.items):
            return [FaceList(look, self.width, block.items, self.chosen)]
        rows = [block.items[i : i + columns] for i in range(0, len(block.items), columns)]
        return [RowOfChoices(look, self.width, row, columns, make) for row in rows]

    def _columns(self, block, make):
        """How many columns words fit into without their lines being broken more than twice."""
        look = self.look
        wide = look.landscape and not self.narrow
        rows = 3 if len(block.items) == 3 else 2
        most = {"tall": 2, "card": 3 if wide else 2, "row": rows if wide else 1, "pill": 4 if wide else 3, "face": 5}[
            block.style
        ]
        if block.style == "row" and self.narrow:
            most = 1
        if block.style == "tall":
            return 2 if look.landscape and not self.narrow else 1
        most = min(most, max(1, len(block.items)) if block.style != "card" else most)
        for columns in range(most, 1, -1):
            each = (self.width - column_gap(look, columns) * (columns - 1)) / columns
            if each >= self._least_width(block):
                return self._evenly(block, columns)
        return 1

    @staticmethod
    def _evenly(block, columns):
        """No more columns than the rows need: four pills are two and two, not three and one."""
        count = len(block.items)
        return -(-count // -(-count // columns)) if block.style == "pill" and count else columns

    def _least_width(self, block):
        """The width under which a choice's longest word would break."""
        look = self.look
        probe = Piece(look, 10)
        size = {"card": "card", "row": "strong", "pill": "strong", "face": "note"}[block.style]
        weight = 500 if block.style == "face" else 700
        words = {word for item in block.items for word in item.text.split(" ")}
        longest = max((probe.width_of(w, size, weight) for w in words), default=0)
        frame = {
            "card": look.space("pad") * 2 + (look.space("tile") + look.space("gap") if look.landscape else 0),
            "row": look.space("pad") * 2 + look.font("card") * 3.2,
            "pill": look.space("small") * 4 + look.font(size) * 1.4,
            "face": 10,
        }[block.style]
        if block.style == "pill":
            texts = [probe.width_of(item.text, size, weight) for item in block.items]
            longest = max(longest, max(texts, default=0) * 0.8)
        return longest + frame
