"""A floor plan with the way on it. Left and right are those of the world: nothing here mirrors but words (R4)."""

from dataclasses import replace

from kivy.graphics import Color, Line, Mesh, SmoothEllipse, SmoothLine
from kivy.graphics.tesselator import TYPE_POLYGONS, WINDING_ODD, Tesselator
from kivy.uix.widget import Widget

from kiosk.flow.wayfinding.geometry import heading, rotate
from kiosk.flow.wayfinding.labels import place_labels
from kiosk.flow.wayfinding.plan import DESK_M
from kiosk.widgets.look import CAP_HEIGHT
from kiosk.widgets.piece import Piece
from kiosk.widgets.surface import Surface

_FILLS = {
    "way": "card",
    "room": "background",
    "service": "tint",
    "closed": "line",
    "outside": "background",
    "goal": "primary",
    "via": "saffron",
}
_INKS = {"goal": "on_primary", "via": "on_saffron", "service": "on_tint"}
_CONTRASTED = {"closed": "background"}
"""Where the theme has one strong line colour for all, an area filled with it would hide what matters."""

_PATH_M, _PATH_LEAST_MM, _PATH_MOST_MM = 0.5, 2.2, 4.6
_HERE_MM = 13.0
_LEAST_CAPITALS_MM = 4.8
"""No letters on a plan are smaller (A10); what does not fit so is left out."""
_IN_BOX = 0.86
"""The size of a counter's number in its box."""
_ARROW = ((0.0, 1.0), (0.74, -0.82), (0.0, -0.42), (-0.74, -0.82))
_HEAD = ((0.0, 1.15), (0.95, -0.55), (-0.95, -0.55))


class FloorPlan(Piece):
    """The drawing of one `kiosk.flow.wayfinding.plan.Plan`, as large as `width` and `most_height` px allow."""

    def __init__(self, look, width, plan, most_height=None):
        super().__init__(look, width)
        self.plan = plan
        self._unnamed = False
        self.scale_px = width / plan.size[0]
        if most_height is not None:
            self.scale_px = min(self.scale_px, most_height / plan.size[1])
        self.inset = (width - plan.size[0] * self.scale_px) / 2
        path = max(look.mm(_PATH_LEAST_MM * look.fit), min(self.scale_px * _PATH_M, look.mm(_PATH_MOST_MM * look.fit)))
        self.path_px = round(path)
        self.outline_px = max(2, look.mm(0.8 * look.fit))
        self.here_px = look.mm(_HERE_MM * look.fit)
        self.height = round(plan.size[1] * self.scale_px)
        with self.canvas:
            self._draw_areas()
            self._draw_walls()
            self._draw_paths()
        self._put_labels()
        self._put_here()

    def px(self, at):
        """Return a position of the plan as px from the lower left corner of this widget."""
        return (self.inset + at[0] * self.scale_px, at[1] * self.scale_px)

    def _tone(self, token):
        Color(*self.look.colour(token))

    def _fill_token(self, kind):
        colours = self.look.theme.colours
        if colours.line == colours.ink and kind in _CONTRASTED:
            return _CONTRASTED[kind]
        return _FILLS[kind]

    def _draw_areas(self):
        for area in self.plan.areas:
            self._tone(self._fill_token(area.kind))
            self._fill([self.px(point) for point in area.ring[:-1]])

    def _fill(self, points):
        tess = Tesselator()
        tess.add_contour([value for point in points for value in point])
        if not tess.tesselate(WINDING_ODD, TYPE_POLYGONS):
            raise ValueError("an area of the plan has no surface")
        for vertices, indices in tess.meshes:
            Mesh(vertices=vertices, indices=indices, mode="triangle_fan")

    def _smooth(self, points):
        """Fill slanting edges without steps: the window has no multisampling."""
        self._fill(points)
        SmoothLine(points=[value for point in points for value in point], width=1, close=True, overdraw_width=1.2)

    def _draw_walls(self):
        self._tone("ink2")
        width = max(1.2, self.look.mm(0.9 * self.look.fit) / 2)
        for wall in self.plan.walls:
            Line(points=self._flat(wall), width=width, cap="square", joint="miter")

    def _flat(self, points):
        return [value for point in points for value in self.px(point)]

    def _draw_paths(self):
        for ink, extra in (("on_saffron", self.outline_px), ("saffron", 0)):
            for path in self.plan.paths:
                self._tone(ink)
                shaft = self._shortened(path)
                Line(points=self._flat(shaft), width=self.path_px / 2 + extra, cap="round", joint="round")
                if self.plan.here is None:
                    self._disc(self.px(path[0]), self.path_px * 1.15 + extra)
                self._smooth(self._head(path, self.path_px * 1.25 + extra * 1.7))

    def _shortened(self, path):
        """The path without the piece that its arrow head covers."""
        (ax, ay), (bx, by) = path[-2:]
        span = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        cut = min(self.path_px * 0.6 / self.scale_px, span * 0.9)
        return (*path[:-1], (bx - (bx - ax) * cut / span, by - (by - ay) * cut / span))

    def _head(self, path, size):
        x, y = self.px(path[-1])
        angle = heading(path[-2], path[-1])
        return [(x + dx, y + dy) for dx, dy in (rotate((px * size, py * size), angle) for px, py in _HEAD)]

    def _disc(self, at, radius):
        SmoothEllipse(pos=(at[0] - radius, at[1] - radius), size=(2 * radius, 2 * radius))

    def _put_here(self):
        """Above all else, so in a widget of its own that is added last."""
        if self.plan.here is None:
            return
        mark = Widget(size_hint=(None, None), size=(0, 0))
        with mark.canvas:
            self._draw_here()
        self.add_widget(mark)

    def _draw_here(self):
        at, radius = self.px(self.plan.here.at), self.here_px / 2
        self._tone("card")
        self._disc(at, radius + self.outline_px)
        self._tone("primary")
        self._disc(at, radius)
        self._tone("on_primary")
        size = radius * 0.72
        turned = [rotate((x * size, y * size), self.plan.here.facing) for x, y in _ARROW]
        self._smooth([(at[0] + x, at[1] + y) for x, y in turned])

    def _put_labels(self):
        path = (self.path_px + 2 * self.outline_px) / self.scale_px
        here = (self.here_px + 2 * self.outline_px) / self.scale_px
        made = {mark: self._make(mark) for mark in self.plan.marks}
        if self._unnamed:  # names in some rooms only would look as if the others had none
            made = {mark: self._make(replace(mark, note="")) for mark in self.plan.marks}
        words = self._here_words()
        at, labels = place_labels(
            self.plan, lambda mark: self._size(made[mark]), path * 1.3, here, words and self._size(words)
        )
        if at is not None:
            ground = Surface(
                fill=self.look.colour("card"), radius=words.height / 3, size_hint=(None, None), size=words.size
            )
            self._put(ground, at)
            self._put(words, at)
        for label in labels:
            self._put(made[label.mark], label.at)

    def _here_words(self):
        """Return "you are here" to stand beside its mark, None on a level where the visitor is not."""
        if self.plan.here is None:
            return None
        words = self._fitted(self.plan.here_text, 700, "ink", (self.plan.here.room * self.scale_px, 10**6))
        words.width += self.look.space("small")
        words.halign, words.line_height = "center", 1.2
        words.refresh()
        return words

    def _size(self, widget):
        return None if widget is None else (widget.width / self.scale_px, widget.height / self.scale_px)

    def _put(self, widget, at):
        x, y = self.px(at)
        widget.pos = (round(x - widget.width / 2), round(y - widget.height / 2))
        self.add_widget(widget)

    def _make(self, mark):
        """Return the widget of a mark; None where it would not be legible in its room."""
        ink = _INKS.get(mark.on, "ink")
        room = (mark.room[0] * self.scale_px, mark.room[1] * self.scale_px)
        if mark.kind == "icon":
            size = round(min(self.look.font("heading", 1.3), *room))
            return self.icon(mark.icon, size, _INKS.get(mark.on, "on_tint"), mirror="never")
        if mark.kind == "counter":
            return self._counter(mark)
        if mark.kind == "number":
            label = self._fitted(mark.text, 700, ink, room)
            fits = label.content_width <= room[0] + self.look.mm(1) and label.height <= room[1] * 1.2
            if fits and mark.note:
                return self._named(label, mark.note, ink, room)
            return label if fits or mark.on == "goal" else None
        return self._wrapped(mark.text, ink, room)

    def _named(self, number, name, ink, room):
        """The number of a room with its name below, where that can be read."""
        left = room[1] - number.height - self.look.mm(1)
        words = self._wrapped(name, ink, (room[0], left), 0.8)
        if words is None:
            self._unnamed = True
            return number
        piece = Piece(self.look, max(number.width, words.width))
        piece.put(number, (piece.width - number.width) / 2, 0)
        piece.put(words, (piece.width - words.width) / 2, number.height)
        return piece.done(number.height + words.height)

    def _wrapped(self, text, ink, room, part=1.0):
        """Lines of words, no word cut; smaller where they must be, None where they would be too small."""
        size = round(self.look.font("note", 1.3) * part)
        longest = max(text.split(), key=len)
        while size >= self.look.mm(_LEAST_CAPITALS_MM / CAP_HEIGHT):
            style = {"weight": 500, "colour": ink, "font_size": size, "line_height": 1.25, "halign": "center"}
            word = self.text(longest, width=100_000, **style)
            words = self.text(text, width=room[0], **style)
            if word.content_width <= room[0] and words.height <= room[1]:
                words.width = words.content_width + 4
                words.refresh()
                return words
            size = round(size * 0.92)
        return None

    def _fitted(self, text, weight, ink, room):
        size, least = self.look.font("note", 1.3), self.look.mm(_LEAST_CAPITALS_MM / CAP_HEIGHT)
        while True:
            label = self.text(text, weight=weight, colour=ink, width=100_000, font_size=size, line_height=1.1)
            if (label.content_width <= room[0] and label.height <= room[1]) or size <= least:
                label.width = label.content_width + 2
                label.refresh()
                return label
            size = max(least, round(size * 0.92))

    def _counter(self, mark):
        least = self.look.mm(_LEAST_CAPITALS_MM / CAP_HEIGHT)
        size = round(DESK_M * self.scale_px)
        if size * _IN_BOX < least:
            if mark.on != "goal":
                return None
            size = round(least / _IN_BOX)
        piece = Piece(self.look, size)
        piece.ground("primary" if mark.on == "goal" else "tint", "primary", "key")
        piece.surface.radius = size * 0.25
        ink = "on_primary" if mark.on == "goal" else "on_tint"
        label = piece.text(
            mark.text,
            weight=700,
            colour=ink,
            width=size,
            halign="center",
            font_size=round(size * _IN_BOX),
            line_height=1.2,
        )
        piece.put(label, 0, (size - label.height) / 2)
        return piece.done(size)


class FloorPlanPiece(Piece):
    """A plan on a card, at most `most_height` px high: under its floor's name, or beside it where height is short."""

    def __init__(self, look, width, plan, most_height=None):
        super().__init__(look, width)
        self.ground()
        pad, gap = look.space("pad") * 0.7, look.space("small")
        inner, least = width - 2 * pad, pad * 0.6
        title = self.text(plan.title, "strong", 700, "ink", inner, line_height=1.3)
        above = least + title.height + gap * 0.6
        room = float("inf") if most_height is None else most_height - 2 * least
        beside_width = min(inner, room * plan.size[0] / plan.size[1])
        if above + inner * plan.size[1] / plan.size[0] > room and beside_width + title.content_width + gap <= inner:
            self.drawing = FloorPlan(look, beside_width, plan)
            self.put(title, pad, least)
            self.put(self.drawing, width - pad - beside_width, least)
            self.done(self.drawing.height + 2 * least)
            return
        self.drawing = FloorPlan(look, inner, plan, None if most_height is None else most_height - above - pad)
        self.put(title, pad, least)
        self.put(self.drawing, pad, above)
        self.done(above + self.drawing.height + pad)
