"""Choices: large cards with an icon tile, rows of a list, pills, faces and the pinned actions. Words always (U14)."""

from dataclasses import replace

from kiosk.widgets.surface import Surface
from kiosk.widgets.touchable import Touchable

_TONE_INK = {"good": "good_ink", "bad": "bad_ink", "warn": "neutral", "tint": "on_tint"}
_TRAILING = {"chevron": "chevron-right", "forward": "arrow-right"}
"""Arrows that point forward: the icon itself mirrors with the language."""


def trailing_icon(name):
    """Return the icon of a trailing mark's name."""
    return _TRAILING.get(name, name)


class HomeCard(Touchable):
    """A large card. Icon above the words, or at the start side where the screen is wide and low."""

    def __init__(self, look, width, choice, chosen, beside=False):
        super().__init__(look, width, choice, chosen)
        self.hangs = not beside
        filled = choice.role == "primary"
        self.ground("primary" if filled else "card", None if filled else "line")
        ink = "on_primary" if filled else "ink"
        pad, tile = look.space("pad"), look.space("tile")
        tile_fill, tile_ink = ("saffron", "on_saffron") if filled else ("tint", "on_tint")
        words_start = pad + tile + look.space("gap") if beside else pad
        words_width = width - words_start - pad
        title = self.text(choice.text, "card", 700, ink, words_width, line_height=1.35)
        note = self.text(choice.note, "body", 400, "on_primary" if filled else "ink2", words_width, line_height=1.35)
        words = title.height + look.space("small") + note.height
        if beside:
            height = max(tile, words) + pad * 1.25
            self._tile(choice.icon, pad, (height - tile) / 2, tile, tile_fill, tile_ink)
            top = (height - words) / 2
        else:
            height = pad + tile + look.space("small") * 1.6 + words + pad * 0.7
            self._tile(choice.icon, pad, pad, tile, tile_fill, tile_ink)
            top = pad + tile + look.space("small") * 1.6
        self.put(title, words_start, top)
        self.put(note, words_start, top + title.height + look.space("small"))
        self.done(height)

    def _tile(self, icon, start, top, size, fill, ink):
        ground = Surface(fill=self.look.colour(fill), line=self.look.colour(self._tile_line(fill)), line_width=1)
        ground.radius = self.look.radius("tile")
        self.put(ground, start, top, size, size)
        inside = round(size * 0.6)
        self.put(self.icon(icon, inside, ink), start + (size - inside) / 2, top + (size - inside) / 2)

    def _tile_line(self, fill):
        return fill


class RowCard(Touchable):
    """A row of a list: icon, words and note, and a mark at the end side."""

    def __init__(self, look, width, choice, chosen, note_first=False):
        super().__init__(look, width, choice, chosen)
        line = "primary" if choice.selected else "line"
        self.ground("tint" if choice.selected else "card", line)
        if choice.selected:
            self.surface.line_width = look.space("hair") * 2
        pad, gap = look.space("pad") * 0.8, look.space("gap") * 0.8
        start = pad
        icon = look.font("card")
        if choice.icon:
            start += icon * 1.25 + gap
        mark = trailing_icon(choice.trailing_icon)
        end = pad + (icon + gap if mark else 0)
        words = width - start - end
        lead = 1.22 if look.landscape else 1.35  # height is dear on a low screen
        of = look if choice.letters is None else replace(look, scale=choice.letters)
        title = self.text(choice.text, weight=700, width=words, font_size=of.font("strong"), line_height=lead)
        note = (
            self.text(choice.note, "note", 400, "ink2", words, line_height=lead, max_lines=0) if choice.note else None
        )
        first, second = (note, title) if note_first and note else (title, note)
        inside = title.height + (note.height if note else 0)
        height = max(
            look.space("row") * 0.8, look.space("target"), inside + 2 * pad * (0.36 if look.landscape else 0.5)
        )
        top = (height - inside) / 2
        self.put(first, start, top)
        if second:
            self.put(second, start, top + first.height)
        if choice.icon:
            self.put(self.icon(choice.icon, round(icon * 1.25), "primary"), pad, (height - icon * 1.25) / 2)
        if mark:
            self.put(self.icon(mark, icon, "primary"), width - pad - icon, (height - icon) / 2)
        self.done(height)


class PillButton(Touchable):
    """A short outlined choice with its icon before the words, both in the middle."""

    height_token = "small_action"
    type_token = "strong"

    def __init__(self, look, width, choice, chosen):
        super().__init__(look, width, choice, chosen)
        fill, line, ink = self.colours()
        self.ground(fill, line, "action")
        if choice.role == "outlined" or choice.selected:
            self.surface.line_width = look.space("hair") * (2 if choice.selected else 1.4)
        icon = round(look.font(self.type_token) * 1.15) if choice.icon else 0
        trail = round(look.font(self.type_token) * 1.1) if choice.trailing_icon else 0
        gap = look.space("small") * 1.2
        room = width - 2 * look.space("small") - (icon + gap if icon else 0) - (trail + gap if trail else 0)
        label = self.text(
            choice.text,
            self.type_token,
            700,
            ink,
            room,
            halign="center",
            lang=choice.lang or look.lang,
            line_height=1.25,
        )
        self.label, self._room = label, room
        words = min(room, label.content_width + 2)
        label.width = words
        label.refresh()
        height = max(look.space(self.height_token), look.space("target"), label.height + 2 * look.space("small"))
        total = words + (icon + gap if icon else 0) + (trail + gap if trail else 0)
        start = (width - total) / 2
        if icon:
            self.put(self.icon(choice.icon, icon, ink), start, (height - icon) / 2)
            start += icon + gap
        self.put(label, start, (height - label.height) / 2)
        if trail:
            self.put(
                self.icon(trailing_icon(choice.trailing_icon), trail, ink), start + words + gap, (height - trail) / 2
            )
        self.done(height)

    def reword(self, text):
        """Say something else of about the same length in the same place: figures are not all equally wide."""
        middle = self.label.center_x
        self.label.text, self.label.width = text, self._room
        self.label.refresh()
        self.label.width = min(self._room, self.label.content_width + 2)
        self.label.refresh()
        self.label.center_x = round(middle)

    def colours(self):
        """Return fill, line and ink by role; one that is selected is tinted."""
        if self.choice.selected and self.choice.role == "outlined":
            return "tint", "primary", "on_tint"
        return {
            "primary": ("primary", "primary", "on_primary"),
            "saffron": ("saffron", "saffron", "on_saffron"),
            "outlined": ("card", "primary", "primary"),
        }[self.choice.role]


class PinnedAction(PillButton):
    """A pinned action of the page."""

    height_token = "action"
    type_token = "heading"


class TallButton(PillButton):
    """A large choice of few words, alone in its row or one of two."""

    height_token = "action"
    type_token = "card"


class FaceCard(Touchable):
    """One face of a rating, with its word under it, or `beside` it."""

    def __init__(self, look, width, choice, chosen, beside=False):
        super().__init__(look, width, choice, chosen)
        self.ground("tint" if choice.selected else "card", "primary" if choice.selected else "line", "card")
        if choice.selected:
            self.surface.line_width = look.space("hair") * 2.4
        if beside:
            self._word_beside()
        else:
            self._word_below()

    def _word_below(self):
        look, width = self.look, self.width
        high = (24 if look.landscape else 33) * look.fit * min(1.0, look.scale)
        face = min(look.mm(high), round(width * 0.62))
        pad = look.space("pad") * 0.7
        label = self._word("note", width - 8, halign="center", line_height=1.3)
        top = pad + face + look.space("small") * 1.5
        self._face(face, (width - face) / 2, pad)
        self.put(label, 4, top)
        self.done(top + label.height + pad)

    def _word_beside(self):
        look = self.look
        face, pad = round(look.font("card") * 1.4), look.space("pad")
        start = pad + face + look.space("gap")
        label = self._word("strong", self.width - start - pad, line_height=1.3)
        height = max(look.space("target"), label.height + pad * 0.3, face + pad * 0.3)
        self._face(face, pad, (height - face) / 2)
        self.put(label, start, (height - label.height) / 2)
        self.done(height)

    def _word(self, size, width, **how):
        return self.text(self.choice.text, size, 700 if self.choice.selected else 500, "ink", width, **how)

    def _face(self, size, start, top):
        self.put(self.icon(self.choice.icon, size, _TONE_INK.get(self.choice.tone or "", "primary")), start, top)
