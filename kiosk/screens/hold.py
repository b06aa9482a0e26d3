"""The way into the technician's corner: the office's mark in the header, held for five seconds (L7).

Visitors need no long press for anything (A4); this is hidden, and a PIN stands behind it.
"""

import time

HOLD_S = 5.0


class CornerHold:
    """Watches touches. `opened` is called when one ends on the mark where it began, five seconds later."""

    def __init__(self, opened, clock=time.monotonic):
        self._opened, self._clock = opened, clock
        self._touch, self._since = None, 0.0

    def down(self, touch, mark):
        """A touch begins; `mark` is a box (x, y, width, height) in the window."""
        inside = mark is not None and _inside(touch.pos, mark)
        self._touch, self._since = (touch.uid if inside else None), self._clock()

    def up(self, touch, mark):
        """A touch ends."""
        held = self._touch == touch.uid and self._clock() - self._since >= HOLD_S
        self._touch = None
        if held and mark is not None and _inside(touch.pos, mark):
            self._opened()


def _inside(pos, mark):
    x, y, width, height = mark
    return x <= pos[0] <= x + width and y <= pos[1] <= y + height
