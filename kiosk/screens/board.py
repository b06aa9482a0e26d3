"""The board of a waiting hall: one number as large as the wall allows, the calls before it, who waits, the notices."""

from kivy.uix.widget import Widget

from kiosk.screens.board_pieces import BoardGround, BoardPiece
from kiosk.screens.board_side import SideBand, beside
from kiosk.widgets.header import HeaderGround
from kiosk.widgets.pattern import tile
from kiosk.widgets.surface import Surface
from sync.protocol.signage_stage import Shape, board_boxes, stage

_ARROWS = {
    "ahead": "arrow-up-bold",
    "left": "arrow-left-bold",
    "right": "arrow-right-bold",
    "behind": "arrow-u-down-left-bold",
    "elsewhere": "stairs",
    "unknown": "map-marker",
}
"""An arrow only where the map says which way: a wrong one sends people astray."""
TALL = ("أ", "آ", "Й", "Ё")
"""Letters that reach above capitals, where the caption stands."""
NUMBER_SHARE = 0.42
"""The number's type as a share of its band's height: on 43 inches its capitals are 0.7 degrees high at ten metres."""


class HeaderBand(BoardPiece):
    """Office and hall; date and hour."""

    def __init__(self, look, width, height, page):
        super().__init__(look, width, height)
        side = round(height * 0.55)
        ground = HeaderGround(fill=look.colour("header"), texture=tile(side), side=side)
        ground.ornament = look.colour("pattern", 0.12)
        if look.theme.colours.header in (look.theme.colours.background, look.theme.colours.card):
            ground.edge, ground.edge_width = look.colour("line"), look.space("hair") * 2
        self.put(ground, 0, 0, width, height)
        margin, logo = self.u * 3.2, height * 0.62
        mark = Surface(fill=look.colour("card"), line=look.colour("card"), radius=logo * 0.24)
        self.put(mark, margin, (height - logo) / 2, logo, logo)
        inside = round(logo * 0.6)
        self.put(self.icon("bank", inside), margin + (logo - inside) / 2, (height - inside) / 2)
        clock = self.fitting(page.time, height * 0.46, width * 0.2, 700, "on_header", halign="end")
        clock.width = clock.content_width + 4
        clock.refresh()
        self.put(clock, width - margin - clock.width, (height - clock.height) / 2)
        date_room = width * 0.26 if look.landscape else width * 0.3
        date = self.fitting(page.date, height * 0.25, date_room, 400, "on_header", halign="end")
        end = width - margin - clock.width - self.u * 1.8
        start = margin + logo + self.u * 2
        if look.landscape:
            self.put(date, end - date.width, (height - date.height) / 2)
            end -= min(date.width, date.content_width) + self.u * 2
        self._place(page, height, start, end - start)
        self.done(height)

    def _place(self, page, height, start, room):
        """Office and hall: one line where there is width, else two."""
        office, _dot, hall = page.place.partition(" · ")
        labels = self._names([page.place] if self.look.landscape or not hall else [office, hall], height, room)
        if len(labels) == 1 and hall and labels[0].font_size < height * 0.25:
            labels = self._names([office, hall], height, room)
        top = (height - sum(label.height for label in labels)) / 2
        for label in labels:
            self.put(label, start, top)
            top += label.height

    def _names(self, lines, height, room):
        share = 0.31 if len(lines) == 1 else 0.27
        return [
            self.fitting(text, height * share, room, weight, "on_header", line_height=1.35, least=height * 0.2)
            for text, weight in zip(lines, (700, 400), strict=False)
        ]


class HeroBand(BoardPiece):
    """The number, large; where to go; the same in the ticket's language. New, it glows; it never flashes."""

    def __init__(self, look, width, height, page):
        super().__init__(look, width, height)
        fill, ink = ("saffron", "on_saffron") if page.calling else ("primary", "on_primary")
        self.put(BoardGround(fill=look.colour(fill)), 0, 0, width, height)
        margin = self.u * (3 if look.landscape else 2)
        room = width - 2 * margin
        if page.hero is None:
            self._welcome(page, room, margin)
            return
        rows = self._rows(page, room, ink)
        used = sum(part.height for part, _ in rows)
        top = max(self.u, (height - used) / 2)
        for part, start in rows:
            self.put(part, margin + start, top)
            top += part.height
        self.done(height)

    def _welcome(self, page, room, margin):
        text = self.text(
            page.welcome, weight=700, colour="on_primary", width=room, font_size=self.u * 7, line_height=1.5
        )
        self.put(text, margin, (self.full - text.height) / 2)
        self.done(self.full)

    def _rows(self, page, room, ink):
        hero, other = page.hero, page.other
        number = self.fitting(hero.label, self.full * NUMBER_SHARE, room, 800, ink, line_height=1.22)
        aside = number.font_size * 0.55 if hero.label.startswith(TALL) else 0
        caption = self.fitting(page.caption, min(self.u * 5, self.full * 0.055), room - aside, 400, ink)
        rows = [(caption, aside), (number, 0), (self._way(hero, room, ink), 0)]
        if hero.room:
            size = self.full * 0.055
            rows.append((self.fitting(hero.room, size, room, 400, ink, line_height=1.4, least=size * 0.7), 0))
        if other is not None:
            rows.append((self._other(other, room, ink), 0))
        return rows

    def _way(self, hero, room, ink):
        line = BoardPiece(self.look, room, 0)
        size = self.full * 0.12
        disc = size * 0.98
        mark, sign = ("saffron", "on_saffron") if ink == "on_primary" else ("primary", "on_primary")
        gap = self.u * 2.4
        words = self.fitting(hero.counter, size, room - disc - gap, 800, ink, line_height=1.4)
        line.put(Surface(fill=self.look.colour(mark), line=self.look.colour(mark), radius=disc), 0, 0, disc, disc)
        line._placed[-1] = (line._placed[-1][0], 0, (words.height - disc) / 2)
        inside = round(disc * 0.62)
        arrow = line.icon(_ARROWS[hero.direction], inside, sign, mirror="never")
        line.put(arrow, (disc - inside) / 2, (words.height - inside) / 2)
        line.put(words, disc + gap, 0)
        return line.done(words.height)

    def _other(self, other, room, ink):
        line = BoardPiece(self.look, room, 0)
        text = f"{other.label}  ·  {other.counter}"
        words = self.fitting(text, self.full * 0.085, room, 700, ink, lang=other.lang, line_height=1.4)
        line.put(words, 0, 0)
        return line.done(words.height)


class FootBand(BoardPiece):
    """One notice, and how many wait in all."""

    def __init__(self, look, width, height, notice, waiting, warning):
        super().__init__(look, width, height)
        fill, ink = ("warn", "on_warn") if warning else ("bar", "ink")
        ground = BoardGround(fill=look.colour(fill))
        self.put(ground, 0, 0, width, height)
        margin, size = self.u * 3.2, height * 0.34
        count = self.fitting(waiting, size, width * 0.4, 700, ink, halign="end")
        count.width = min(width * 0.4, count.content_width + self.u)
        count.refresh()
        self.put(count, width - margin - count.width, (height - count.height) / 2)
        icon = round(height * 0.4)
        words = warning or notice
        if words:
            name = "alert" if warning else "bullhorn"
            self.put(self.icon(name, icon, "primary" if not warning else ink), margin, (height - icon) / 2)
            start = margin + icon + self.u * 1.6
            room = width - start - margin - count.width - self.u * 3
            text = self._notice(words, size, room, ink)
            self.put(text, start, (height - text.height) / 2)
        self.done(height)

    def _notice(self, words, size, room, ink):
        """One line, or two smaller ones: a notice is never cut."""
        one = self.text(words, colour=ink, width=10**6, font_size=size)
        if one.content_width <= room:
            return self.fitting(words, size, room, 400, ink)
        small = size * 0.82
        two = self.text(words, colour=ink, width=room, font_size=small, line_height=1.4)
        while two.height > self.full * 0.9 and small > 8:
            small *= 0.93
            two = self.text(words, colour=ink, width=room, font_size=small, line_height=1.4)
        return two


class BoardScreen(Widget):
    """Draws `kiosk.flow.board.page.BoardPage`; only the parts that changed are made anew."""

    def __init__(self, look, **kwargs):
        super().__init__(size_hint=(None, None), **kwargs)
        self.look = look
        self._parts = {}
        self._drawn = {}

    def show(self, page, notice_index=0, media=False, band=0):
        """Draw `page`; `notice_index` counts up as notices take turns; `media` leaves `media_box` free.

        `band` px are covered by an urgent notice, at the head of a wide panel and at the foot of a high one.
        """
        boxes = self._around(round(band))
        notice = page.notices[notice_index % len(page.notices)] if page.notices else ""
        _x, _y, width, height = boxes["head"]
        self._part("head", (page.place, page.date, page.time), lambda: HeaderBand(self.look, width, height, page))
        box = boxes["hero"]
        self._part(
            "hero",
            (page.hero, page.other, page.calling, page.welcome, box),
            lambda: HeroBand(self.look, box[2], box[3], page),
        )
        side = boxes["side"]
        free = side[1] + side[3] - max(side[1], self.media_box()[1] + self.media_box()[3])
        rows, height = (2, free) if media else (4, side[3])
        calls, lines = beside(page, notice_index, rows, media)
        self._part(
            "side",
            (calls, lines, media, height),
            lambda: SideBand(self.look, side[2], height, page, calls, lines, rows),
        )
        boxes["side"] = (side[0], side[1] + side[3] - height, side[2], height)
        foot = boxes["foot"]
        self._part(
            "foot",
            (notice, page.waiting, page.cut_off),
            lambda: FootBand(self.look, foot[2], foot[3], notice, page.waiting, page.cut_off),
        )
        for name, part in self._parts.items():
            part.pos = (round(self.x + boxes[name][0]), round(self.y + boxes[name][1]))

    def boxes(self):
        """Return `x, y, width, height` of each part, from the lower left corner."""
        return dict(board_boxes(self.look.width, self.look.height, self.look.rtl))

    def _around(self, band):
        """The boxes beside a band: nobody looks at half a word."""
        boxes = self.boxes()
        x, y, width, height = boxes["side"]
        if self.look.landscape:
            cut = max(0, band - boxes["head"][3])
            boxes["hero"] = (*boxes["hero"][:3], boxes["hero"][3] - cut)
            boxes["side"] = (x, y, width, height - cut)
        else:
            cut = max(0, band - boxes["foot"][3])
            boxes["side"] = (x, y + cut, width, height - cut)
        return boxes

    def media_box(self):
        """Return where signage is shown beside the calls: `x, y, width, height`."""
        return stage("board", Shape(self.look.width, self.look.height, 1), self.look.rtl)

    def _part(self, name, state, make):
        if self._drawn.get(name) == state and name in self._parts:
            return
        fresh = make()
        old = self._parts.pop(name, None)
        self.add_widget(fresh)
        if old is not None:
            self.remove_widget(old)
        self._parts[name], self._drawn[name] = fresh, state
