"""Titles, headings, chips, paragraphs, panels and empty states."""

from kiosk.widgets.piece import Piece
from kiosk.widgets.surface import Surface

_TONES = {
    "tint": ("tint", "on_tint"),
    "good": ("good", "on_good"),
    "bad": ("bad", "on_bad"),
    "warn": ("warn", "on_warn"),
}


class ChipPiece(Piece):
    """A short word in a pill; `width` is the most it may take, it takes what it needs."""

    def __init__(self, look, width, chip):
        super().__init__(look, width)
        fill, ink = _TONES[chip.tone]
        self.ground(fill, fill if look.theme.colours.tint != look.theme.colours.card else ink)
        pad, gap = look.space("gap"), look.space("small")
        icon = look.font("note") if chip.icon else 0
        label = self.text(chip.text, "note", 500, ink, width - 2 * pad - (icon + gap if icon else 0), line_height=1.3)
        words = min(label.width, label.content_width + 2)
        label.width = words
        label.refresh()
        height = label.height + 2 * look.space("small")
        self.width = words + 2 * pad + (icon + gap if icon else 0)
        start = pad
        if icon:
            self.put(self.icon(chip.icon, icon, ink), start, (height - icon) / 2)
            start += icon + gap
        self.put(label, start, (height - label.height) / 2)
        self.surface.radius = min(height / 2, look.radius("card") * 1.2)
        self.done(height)


class ProgressPiece(Piece):
    """Dots and words of progress (U8)."""

    def __init__(self, look, width, progress):
        super().__init__(look, width)
        label = self.text(progress.words, "note", 400, "ink2", width, line_height=1.3)
        dot_height, gap = look.mm(4 * look.fit), look.space("small")
        dot = min(look.mm(17 * look.fit), (width - label.content_width - gap * (progress.of + 2)) / max(1, progress.of))
        height = max(label.height, dot_height)
        start = 0
        for index in range(progress.of if dot > dot_height else 0):
            colour = look.colour("primary" if index < progress.step else "dot")
            mark = Surface(fill=colour, line=colour, radius=dot_height / 2)
            self.put(mark, start, (height - dot_height) / 2, dot, dot_height)
            start += dot + gap
        label.width = min(label.content_width + 2, width - start - gap)
        label.refresh()
        self.put(label, start + gap * (1 if start else 0), (height - label.height) / 2)
        self.width = start + gap + label.width
        self.done(height)


class TitlePiece(Piece):
    """The page's progress, chip, title and subtitle; on a wide screen they share one line where they fit."""

    def __init__(self, look, width, page, centred=False):
        super().__init__(look, width)
        top = 0
        gap = look.space("small")
        align = "center" if centred else "start"
        if look.landscape and not centred and page.title:
            self._one_line(page, width)
            return
        if page.progress:
            piece = ProgressPiece(look, width, page.progress)
            self.put(piece, 0, top)
            top += piece.height + gap * 1.5
        if page.chip:
            chip = ChipPiece(look, width, page.chip)
            self.put(chip, (width - chip.width) / 2 if centred else 0, top)
            top += chip.height + gap * 1.3
        if page.title:
            size = "heading" if centred else "title"
            title = self.text(
                page.title, size, 800 if not centred else 700, "ink", width, halign=align, line_height=1.35
            )
            self.put(title, 0, top)
            top += title.height
        if page.subtitle:
            note = self.text(page.subtitle, "strong", 400, "ink2", width, halign=align, line_height=1.35)
            self.put(note, 0, top)
            top += note.height
        self.done(max(1, top))

    def _one_line(self, page, width):
        """Height is dear on a wide screen: chip or progress stands at the end side, the subtitle behind the title."""
        look = self.look
        gap = look.space("gap")
        aside = None
        if page.progress:
            aside = ProgressPiece(look, min(width * 0.4, look.mm(230 * look.fit)), page.progress)
        elif page.chip:
            aside = ChipPiece(look, width * 0.4, page.chip)
        room = width - (aside.width + gap if aside else 0)
        title = self.text(page.title, "title", 800, "ink", room, line_height=1.35)
        top = title.height
        self.put(title, 0, 0)
        if aside is not None:
            line = min(title.height, title.font_size * 1.35)
            self.put(aside, width - aside.width, max(0, (line - aside.height) / 2))
        if page.subtitle:
            rest = room - title.content_width - gap
            note = self.text(page.subtitle, "strong", 400, "ink2", max(1, rest), line_height=1.3)
            if title.height <= title.font_size * 1.4 and rest > 0 and note.height <= note.font_size * 1.35:
                title.width = title.content_width + 4
                title.refresh()
                self.put(note, title.content_width + gap, (title.height - note.height) * 0.62)
            else:
                note = self.text(page.subtitle, "strong", 400, "ink2", room, line_height=1.3)
                self.put(note, 0, top)
                top += note.height
        self.done(max(top, aside.height if aside else 0))


class HeadingPiece(Piece):
    """The title of a part of the page."""

    keep_with_next = True

    def __init__(self, look, width, block):
        super().__init__(look, width)
        title = self.put(self.text(block.text, "heading", 700, "ink", width, line_height=1.3), 0, 0)
        height = title.height
        if block.note:
            note = self.put(self.text(block.note, "body", 400, "ink2", width, line_height=1.3), 0, height)
            height += note.height
        self.done(height)


class ParagraphPiece(Piece):
    """Running text, bare or on a card, with an icon at its start side."""

    def __init__(self, look, width, block, centred=False):
        super().__init__(look, width)
        pad = look.space("pad") * 0.8 if block.boxed else 0
        if block.boxed:
            self.ground()
        icon = look.font("heading") if block.icon else 0
        gap = look.space("gap") if icon else 0
        label = self.text(
            block.text,
            "strong" if block.strong else "body",
            700 if block.strong else 400,
            "ink",
            width - 2 * pad - icon - gap,
            halign="center" if centred and not icon else "start",
        )
        height = max(label.height, icon) + 2 * pad * 0.8
        self.put(label, pad + icon + gap, (height - label.height) / 2)
        if icon:
            self.put(self.icon(block.icon, icon), pad, (height - icon) / 2)
        self.done(height)


class PanelPiece(Piece):
    """The coloured card of the one thing that matters most."""

    def __init__(self, look, width, block):
        super().__init__(look, width)
        fill, ink = _TONES[block.tone]
        self.ground(fill, ink)
        pad = look.space("pad")
        icon = look.font("card") if block.icon else 0
        gap = look.space("gap") if icon else 0
        room = width - 2 * pad - icon - gap
        title = self.text(block.title, "card", 700, ink, room, line_height=1.35)
        text = self.text(block.text, "strong", 400, ink, room, line_height=1.4) if block.text else None
        inside = title.height + (text.height if text else 0)
        height = inside + 2 * pad * 0.8
        top = (height - inside) / 2
        self.put(title, pad + icon + gap, top)
        if text:
            self.put(text, pad + icon + gap, top + title.height)
        if icon:
            self.put(self.icon(block.icon, icon, ink), pad, (height - icon) / 2)
        self.done(height)


class EmptyPiece(Piece):
    """Nothing to show, or one message: a large icon, a title, what to do."""

    def __init__(self, look, width, block):
        super().__init__(look, width)
        size = look.mm(44 * look.fit)
        gap = look.space("gap")
        tile = Surface(fill=look.colour("tint"), line=look.colour("tint"), radius=size)
        self.put(tile, (width - size) / 2, 0, size, size)
        inside = round(size * 0.56)
        self.put(self.icon(block.icon, inside, "on_tint"), (width - inside) / 2, (size - inside) / 2)
        title = self.text(block.title, "title", 700, "ink", width, halign="center", line_height=1.35)
        self.put(title, 0, size + gap)
        height = size + gap + title.height
        if block.text:
            text = self.text(block.text, "strong", 400, "ink2", width * 0.86, halign="center")
            self.put(text, width * 0.07, height + gap * 0.5)
            height += gap * 0.5 + text.height
        self.done(height)
