"""What a text field shows: its box, its lines, the selection, the caret, and where a tap falls."""

import unicodedata

from kivy.graphics import (
    Color,
    Line,
    PopMatrix,
    PushMatrix,
    Rectangle,
    RoundedRectangle,
    StencilPop,
    StencilPush,
    StencilUnUse,
    StencilUse,
    Translate,
)

import language
from kiosk.text import fonts
from kiosk.text.edit_lines import edit_lines, line_of
from kiosk.text.layout import Face
from kiosk.text.mask import Mask
from kiosk.widgets import glyphs

WEIGHT = 500
"""What a visitor wrote is a little stronger than what the page says."""


_STRONG = {"L": "L", "R": "R", "AL": "R"}
_SLOT = "–"
"""Stands for each figure that is still missing (D10)."""
_FAINT = 0.6


def base_of(text, usual):
    """Return the base direction of what is written in a field of a page whose own is `usual`.

    It is the page's as soon as one letter of the page's direction is there: «فرم B-12» in a Persian page stays a
    Persian line, whichever word comes first. Only what is all of the other direction, such as an address in Latin
    letters, is laid from its own side.
    """
    strong = {_STRONG[kind] for kind in map(unicodedata.bidirectional, text) if kind in _STRONG}
    return usual if usual in strong or not strong else strong.pop()


class FieldPicture:
    """The drawing of a `BidiTextField`, from its lines, editor and properties."""

    def _draw(self, inner):
        self.canvas.before.clear()
        box = (self.x, self.top - self.box_height, self.width, self.box_height)
        edge = self.bad_color if self.error else (self.focus_color if self.focus else self.line_color)
        with self.canvas.before:
            Color(*self.box_color)
            RoundedRectangle(pos=box[:2], size=box[2:], radius=[self.radius])
            Color(*edge)
            thick = 4 if self.focus or self.error else 2
            Line(rounded_rectangle=(*box, self.radius), width=thick / 2)
            inside = {
                "pos": (box[0] + self.padding - 4, box[1] + 4),
                "size": (inner + 8, box[3] - 8),
            }
            cut = any(line.width > inner for line in self.lines)
            if cut:
                StencilPush()
                Rectangle(**inside)
                StencilUse()
            PushMatrix()
            Translate(round(self.x + self.padding), round(self.top - self.padding))
            self._draw_lines(inner)
            PopMatrix()
            if cut:
                StencilUnUse()
                Rectangle(**inside)
                StencilPop()

    def _draw_lines(self, inner):
        caret = self._shown_caret()
        at = line_of(self.lines, caret)
        skip = max(0, at - int(self.rows) + 1)
        start, end = (self._places[i] for i in self.editor.selection)
        for place, line in enumerate(self.lines[skip : skip + int(self.rows)], skip):
            left = self._left(line, caret if place == at else None, inner)
            foot = -(place - skip + 1) * self.step
            Color(*self.selection_color)
            for x0, x1 in line.spans(start, end):
                Rectangle(pos=(left + x0, foot), size=(x1 - x0, self.step))
            self._draw_text(line.display, left, foot + self.step / 2, self.ink)
            if self.focus and place == at and start == end:
                Color(*self.focus_color)
                x = round(left + line.x_of(caret))
                x += 2 if line.beside(caret) > 0 else -6
                Rectangle(pos=(x, foot + self.step * 0.1), size=(4, self.step * 0.8))
        if not self.editor.text and self.hint:
            self._draw_hint(inner)
        elif self.mask and not self.conceal:
            rest = Mask(self.mask).rest(len(self.editor.text), _SLOT)
            self._draw_text(rest, self._left(self.lines[0], caret, inner) + self.lines[0].width, foot + self.step / 2,
                            (*self.hint_ink[:3], _FAINT))  # fmt: skip

    def _left(self, line, caret, inner):
        """Where the line begins: at the start side, pushed so that the caret is in sight."""
        if line.width <= inner:
            return inner - line.width if self.base == "R" else 0
        x = line.x_of(caret) if caret else 0
        left = inner - line.width if self.base == "R" else 0
        return left - min(0, left + x) if left + x < 0 else left - max(0, left + x - inner)

    def _draw_text(self, display, left, middle, color):
        face = Face(max(1, round(self.font_size)), WEIGHT)
        ascent, descent = glyphs.vertical(fonts.paths(400)[0], face.size)
        base_line = middle - (ascent - descent) / 2
        Color(*color)
        for piece, font in fonts.runs(display, face.weight):
            picture = glyphs.picture(piece, font, face.size)
            top = base_line + glyphs.vertical(font, face.size)[0]
            Rectangle(
                texture=picture.texture,
                pos=(round(left), round(top - picture.height)),
                size=(picture.width, picture.height),
            )
            left += picture.width

    def _draw_hint(self, inner):
        face = Face(max(1, round(self.font_size)), WEIGHT)
        base = language.direction(self.lang)
        line = edit_lines(self.hint, None, face, glyphs.measure_run, base)[0]
        aside = self.font_size * 0.2  # the caret stands before the first letter, not on it
        left = inner - line.width - aside if self.base == "R" else aside
        self._draw_text(line.display, left, -self.step / 2, self.hint_ink)

    def point_before(self, index):
        """Return where a tap puts the caret before the stored character `index`, in px of the parent."""
        self.refresh()
        inner = max(1, self.width - 2 * self.padding)
        caret = self._shown_caret()
        at = line_of(self.lines, caret)
        skip = max(0, at - int(self.rows) + 1)
        shown = self._places[index]
        row = next(i for i, line in enumerate(self.lines) if shown < line.end or i + 1 == len(self.lines))
        cluster = next(c for c in self.lines[row].clusters if c.start <= shown < c.end)
        x = cluster.right - 1 if cluster.rtl else cluster.left + 1
        left = self._left(self.lines[row], caret if row == at else None, inner)
        y = self.top - self.padding - (row - skip + 0.5) * self.step
        return self.x + self.padding + left + x, y

    def _caret_at(self, x, y):
        inner = max(1, self.width - 2 * self.padding)
        at = line_of(self.lines, self._shown_caret())
        skip = max(0, at - int(self.rows) + 1)
        row = skip + int((self.top - self.padding - y) // self.step)
        row = min(max(row, skip), len(self.lines) - 1)
        line = self.lines[row]
        left = self._left(line, self._shown_caret() if row == at else None, inner)
        return line.hit(x - self.x - self.padding - left)
