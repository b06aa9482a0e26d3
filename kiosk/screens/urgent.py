"""Urgent notices over everything: the whole panel, or a band at its top, in every language at once (S22)."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.screens.board_pieces import BoardGround, BoardPiece
from language import is_rtl

BOARD_BAND = 0.19
"""A board is read from far, so its band is high: over header and caption, on a high panel over the foot; never over a
number."""


class UrgentPiece(BoardPiece):
    """One notice. `words` gives the product's own words in a language."""

    def __init__(self, look, width, height, notice, words):
        super().__init__(look, width, height)
        fill, ink = ("warn", "on_warn") if notice.drill else (("on_bad", "bad") if notice.full else ("warn", "on_warn"))
        self.put(BoardGround(fill=look.colour(fill)), 0, 0, width, height)
        build = self._whole if notice.full else self._band
        build(notice, words, ink)
        self.done(height)

    def _whole(self, notice, words, ink):
        margin = self.u * 5
        columns = 2 if self.look.landscape and len(notice.infos) > 2 else 1
        rows = -(-len(notice.infos) // columns)
        room = (self.width - margin * (columns + 1)) / columns
        most = (self.full - margin * (rows + 1)) / rows
        size = self.u * 13
        blocks = self._blocks(notice, words, ink, room, size)
        while max(map(_height, blocks)) > most and size > self.u * 2:
            size *= 0.94
            blocks = self._blocks(notice, words, ink, room, size)
        for index, block in enumerate(blocks):
            top = margin + (index // columns) * (most + margin) + (most - _height(block)) / 2
            for row in block:
                self.put(row, margin + (index % columns) * (room + margin), top)
                top += row.height

    def _blocks(self, notice, words, ink, room, size):
        return [self._block(notice, info, words, ink, room, size) for info in notice.infos]

    def _block(self, notice, info, words, ink, room, size):
        head = words("signage.drill" if notice.drill else "signage.urgent", info.language)
        rows = [
            self._line(head, info.language, size * 0.5, 700, ink, room),
            self._line(info.headline or info.event, info.language, size, 800, ink, room),
        ]
        if info.instruction:
            rows.append(self._line(info.instruction, info.language, size * 0.6, 500, ink, room))
        return rows

    def _band(self, notice, words, ink):
        margin = self.u * 3
        columns = 2 if self.look.landscape and len(notice.infos) > 1 else 1
        rows = -(-len(notice.infos) // columns)
        room = (self.width - margin * (columns + 1)) / columns
        each = (self.full - self.u * 2) / rows
        for index, info in enumerate(notice.infos):
            key = "signage.drill_short" if notice.drill else "signage.urgent"
            text = f"{words(key, info.language)}: {info.headline or info.event}"
            row = self.fitting(text, each * 0.58, room, 700, ink, lang=info.language)
            _lean(row, info.language)
            start = margin + (index % columns) * (room + margin)
            self.put(row, start, self.u + (index // columns) * each + (each - row.height) / 2)

    def _line(self, text, lang, size, weight, ink, room):
        label = self.text(text, weight=weight, colour=ink, width=room, font_size=size, line_height=1.4, lang=lang)
        _lean(label, lang)
        return label


class UrgentOverlay(Widget):
    """Draws what stands; takes every touch while it covers the panel. A band takes the share `band` of its height."""

    def __init__(self, look, words, band=None, **kwargs):
        super().__init__(size_hint=(None, None), **kwargs)
        self.look, self._words = look, words
        self._share = band or (0.11 if look.landscape else 0.13)
        self._at_foot = band is not None and not look.landscape
        self._drawn = None
        self.covers = False

    def show(self, standing):
        """Draw the gravest notice: whole panel before band; nothing where nothing stands."""
        notices = standing.full or standing.banners
        notice = notices[0] if notices else None
        state = (notice, self.look, tuple(self.size))
        if state == self._drawn:
            return
        self._drawn = state
        self.clear_widgets()
        self.covers = bool(standing.full)
        if notice is None:
            return
        height = self.height if notice.full else self.height * self._share
        piece = UrgentPiece(self.look, self.width, height, notice, self._words)
        piece.pos = (round(self.x), round(self.y if self._at_foot and not notice.full else self.top - height))
        self.add_widget(piece)

    def on_touch_down(self, touch):
        return self.covers


def _lean(label, lang):
    """Let the words begin at the side where their own language begins, not the board's."""
    label.align_direction = "R" if is_rtl(lang) else "L"
    label.refresh()


def _height(rows):
    return sum(row.height for row in rows)
