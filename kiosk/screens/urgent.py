"""Urgent notices over everything: the whole panel, or a band at its top, in every language at once (S22)."""

from __future__ import annotations

from kivy.uix.widget import Widget

from kiosk.screens.board import BoardGround, BoardPiece
from language import is_rtl


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
        room, most = self.width - 2 * margin, self.full - 2 * margin
        size = self.u * 8.5
        rows = self._rows(notice, words, ink, room, size)
        while sum(row.height for row in rows) > most and size > self.u * 2:
            size *= 0.94
            rows = self._rows(notice, words, ink, room, size)
        top = margin + (most - sum(row.height for row in rows)) / 2
        for row in rows:
            self.put(row, margin, top)
            top += row.height

    def _rows(self, notice, words, ink, room, size):
        rows = []
        for info in notice.infos:
            head = words("signage.drill", info.language) if notice.drill else words("signage.urgent", info.language)
            rows.append(self._line(head, info.language, size * 0.55, 700, ink, room))
            rows.append(self._line(info.headline or info.event, info.language, size, 800, ink, room))
            if info.instruction:
                rows.append(self._line(info.instruction, info.language, size * 0.62, 500, ink, room))
        return rows

    def _band(self, notice, words, ink):
        margin = self.u * 3
        room = self.width - 2 * margin
        each = (self.full - self.u * 2) / max(1, len(notice.infos))
        top = self.u
        for info in notice.infos:
            key = "signage.drill_short" if notice.drill else "signage.urgent"
            text = f"{words(key, info.language)}: {info.headline or info.event}"
            row = self.fitting(text, each * 0.56, room, 700, ink, lang=info.language)
            self.put(row, margin, top + (each - row.height) / 2)
            top += each

    def _line(self, text, lang, size, weight, ink, room):
        label = self.text(text, weight=weight, colour=ink, width=room, font_size=size, line_height=1.4, lang=lang)
        label.align_direction = "R" if is_rtl(lang) else "L"
        label.refresh()
        return label


class UrgentOverlay(Widget):
    """Draws what stands; takes every touch while it covers the panel."""

    def __init__(self, look, words, **kwargs):
        super().__init__(size_hint=(None, None), **kwargs)
        self.look, self._words = look, words
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
        height = self.height if notice.full else min(self.height * 0.3, len(notice.infos) * self.height * 0.05 + 20)
        piece = UrgentPiece(self.look, self.width, height, notice, self._words)
        piece.pos = (round(self.x), round(self.top - height))
        self.add_widget(piece)

    def on_touch_down(self, touch):
        return self.covers
