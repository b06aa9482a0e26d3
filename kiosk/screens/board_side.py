"""Beside the number: the calls before it, and who waits in which line."""

from kiosk.screens.board_pieces import BoardGround, BoardPiece

MOST_LINES = 9
LINES_SHARE = 0.46
"""Of the height beside the number, the lines take so much at most where calls stand over them."""
LEAST_CARD = 9.5
"""Hundredths of the panel's short side: rather fewer calls than smaller ones."""


def beside(page, turn, rows, media):
    """Return the calls and the lines that stand beside the number at this turn.

    Beside media there is room for one of them: they take turns, and a new call brings the calls back. More lines than
    fit take turns too.
    """
    groups = [page.queues[first : first + MOST_LINES] for first in range(0, len(page.queues), MOST_LINES)] or [()]
    lines = groups[(turn // 2 if media else turn) % len(groups)]
    calls = page.last[:rows]
    if not media:
        return calls, lines
    return (calls, ()) if calls and (page.calling or turn % 2 == 0) else ((), lines)


class SideBand(BoardPiece):
    """The calls before, newest first, in at most `rows` places, and how many wait in each of `lines`."""

    def __init__(self, look, width, height, page, calls, lines, rows):
        super().__init__(look, width, height)
        self.put(BoardGround(fill=look.colour("background")), 0, 0, width, height)
        margin, gap = self.u * 3, self.u * 1.4
        room, top = width - 2 * margin, self.u * 2
        most = height * LINES_SHARE if calls else height - 2 * top
        block = self._lines(page.queues_title, lines, room, most, alone=not calls) if lines else None
        if block is not None:
            self.put(block, margin, height - block.height - self.u * 1.8 if calls else top)
        if calls:
            foot = height - (block.height + gap if block else 0) - self.u * 1.4
            title = self.fitting(page.last_title, self.u * 3.1, room, 500, "ink2", line_height=1.5)
            self.put(title, margin, top)
            top += title.height + self.u * 0.4
            while rows > 2 and (foot - top + gap) / rows - gap < self.u * LEAST_CARD:
                rows -= 1
            each = min((foot - top + gap) / rows - gap, self.u * 15)
            for call in calls[:rows]:
                self.put(self._card(call, room, each), margin, top)
                top += each + gap
        self.done(height)

    def _card(self, call, room, height):
        card = BoardPiece(self.look, room, height)
        surface = card.ground()
        surface.radius = self.u * 2.2
        pad = self.u * 2.6
        label = card.fitting(call.label, height * 0.5, room * 0.52 - pad, 700, "ink")
        counter = card.fitting(call.counter, height * 0.3, room * 0.44 - pad, 500, "ink2", halign="end")
        card.put(label, pad, (height - label.height) / 2)
        card.put(counter, room - pad - counter.width, (height - counter.height) / 2)
        return card.done(height)

    def _lines(self, title, lines, room, most, alone):
        """The lines of the hall; larger where they stand `alone`, smaller where `most` px of height ask for it."""
        large = 1.6 if alone and most > self.u * 60 else 1
        block = self._grid(title, lines, room, large)
        while block.height > most and large > 0.5:
            large *= 0.93
            block = self._grid(title, lines, room, large)
        return block

    def _grid(self, title, lines, room, large):
        block = BoardPiece(self.look, room, 0)
        columns = min(len(lines), 3 if large <= 1 and room > self.u * 90 else 2)
        first = self.u * 6.4 * large
        gap, height = self.u * 1, first * (1.5 if any(line.next_up for line in lines) else 1)
        head = block.fitting(title, self.u * 2.8 * large, room, 500, "ink2", line_height=1.5)
        block.put(head, 0, 0)
        each = (room - gap * (columns - 1)) / columns
        for index, line in enumerate(lines):
            chip = self._chip(line, each, height, first)
            block.put(chip, (index % columns) * (each + gap), head.height + (index // columns) * (height + gap))
        count = (len(lines) + columns - 1) // columns
        return block.done(head.height + count * height + (count - 1) * gap)

    def _chip(self, line, room, height, first):
        """The letter of a line and how many wait in it; below, who waits first."""
        chip = BoardPiece(self.look, room, height)
        chip.ground("tint", None).radius = self.u * 1.6
        pad = self.u * 1.6
        letter = chip.fitting(line.letter, first * 0.55, room * 0.3, 700, "on_tint")
        count = chip.fitting(line.text, first * 0.46, room * 0.66 - pad, 500, "ink", halign="end")
        middle = first / 2 if height > first else height / 2
        chip.put(letter, pad, middle - letter.height / 2)
        chip.put(count, room - pad - count.width, middle - count.height / 2)
        if line.next_up:
            following = chip.fitting(line.next_up, first * 0.41, room - 2 * pad, 500, "ink")
            chip.put(following, pad, height - first * 0.11 - following.height)
        return chip.done(height)
