"""What stands in which column of a page, and which of it is shown in which part: measured pieces, no drawing."""

from dataclasses import dataclass, field, replace
from typing import Any

from kiosk.flow import page as p
from kiosk.widgets.bands import FaceList, RowOfChoices
from kiosk.widgets.choices import FaceCard
from kiosk.widgets.entry import EntryPiece
from kiosk.widgets.paging import Extent, paginate

_WIDER, _HALF = 0.54, 0.5
"""The share of the first of two columns; of a page whose heroes stand in the middle, a half."""
_READ = (p.Facts, p.Listing, p.Paragraph, p.Heading, p.Panel, p.Chip)
_ROOMY, _LARGER = 0.6, 1.25
"""A page that is only read and takes less than this part of its room has its letters so many times larger."""
_MOST_FOOT = 0.45
"""A foot that would take more than this part of the room is no foot: its blocks follow those of the last column."""


@dataclass
class Column:
    """Pieces from top to bottom with what counts of them; `start` is px from the start side."""

    width: float
    start: float = 0.0
    pieces: list[Any] = field(default_factory=list)
    extents: list[Any] = field(default_factory=list)
    pages: list[Any] = field(default_factory=list)
    lead: bool = False
    """Whether the first piece is shown in every part: the field that the rest answers to."""

    def height(self, shown=None):
        """Return the height in px of all, or of the pieces with these indices."""
        extents = self.extents if shown is None else [self.extents[i] for i in shown]
        return sum(e.height + (e.gap if i else 0) for i, e in enumerate(extents))

    def cut(self, available, alike=True):
        """Part the pieces over pages `available` px high."""
        self.pages, self.lead = paginate(self.extents, available, alike), False
        if len(self.pages) < 2 or not isinstance(self.pieces[0], EntryPiece):
            return
        rest = self.extents[1:]
        room = available - self.extents[0].height - self.extents[1].gap
        if max(extent.height for extent in rest) <= room:
            self.lead = True
            self.pages = [range(part.start + 1, part.stop + 1) for part in paginate(rest, room)]

    def shown(self, part):
        """Return the indices of what part `part` shows. A column of one page stays beside those of several."""
        if len(self.pages) == 1:
            return [*self.pages[0]] if not self.lead else [0, *self.pages[0]]
        here = [*self.pages[part]] if part < len(self.pages) else []
        return [0, *here] if self.lead else here


def columns(page, look, width, available, bands):
    """Return the columns of a page, cut, and its foot where it has one: a column that all parts show.

    `bands(look, width, available, narrow)` makes a column's pieces (`kiosk.widgets.bands.Bands`).
    """
    made, foot = _columns(page, look, width, available, bands)
    if len(made) > 1 and max(len(column.pages) for column in made) > 1 and _is_read(page):
        one, _ = _columns(page, look, width, available, bands, most=1)
        if len(one[0].pages) <= max(len(column.pages) for column in made):
            return one, None
    if look.scale < _LARGER and _is_read(page):
        larger, below = _columns(page, replace(look, scale=look.scale * _LARGER), width, available, bands)
        if all(len(c.pages) == 1 and c.height() < available * _ROOMY for c in larger):
            return larger, below
    return made, foot


def _is_read(page):
    return all(isinstance(block, _READ) for block in page.all_blocks())


def _columns(page, look, width, available, bands, most=2):
    two = look.landscape and bool(page.side) and most > 1
    if not two:
        whole = Column(width)
        fill(whole, page.all_blocks(), bands(look, width, available, False), look)
        whole.cut(available, alike=page.layout != "centred")
        return [whole], None
    gap = look.space("gap")
    foot = _foot(page, look, width, available, bands)
    side = page.side if foot else (*page.side, *page.foot)
    if foot:
        available -= foot.height() + gap
    first = (width - gap) * (_HALF if page.layout == "centred" else _WIDER)
    made = [Column(first), Column(width - gap - first, first + gap)]
    for column, blocks in zip(made, (page.blocks, side), strict=True):
        fill(column, blocks, bands(look, column.width, available, True), look)
        column.cut(available, alike=page.layout != "centred")
    return made, foot


def _foot(page, look, width, available, bands):
    if not page.foot:
        return None
    foot = Column(width)
    fill(foot, page.foot, bands(look, width, available, False), look)
    foot.pages = [range(len(foot.pieces))]
    return foot if foot.height() <= available * _MOST_FOOT else None


def fill(column, blocks, maker, look):
    """Make the pieces of `blocks`; rows of one list stand closer than blocks do."""
    gap = look.space("gap")
    close = max(look.space("apart"), gap * (0.5 if look.landscape else 0.62))
    for block in blocks:
        for index, piece in enumerate(maker.of(block)):
            inner = index > 0 and isinstance(block, p.Cards) and block.style != "card"
            column.pieces.append(piece)
            column.extents.append(Extent(piece.height, close if inner else gap, _count(piece), piece.keep_with_next))


def _count(piece):
    """How many choices a band offers; a rating is one choice, whatever its faces."""
    if not isinstance(piece, RowOfChoices):
        return 1 if isinstance(piece, FaceList) else 0
    return 1 if isinstance(piece.targets[0], FaceCard) else len(piece.targets)
