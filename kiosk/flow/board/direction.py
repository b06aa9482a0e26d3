"""Which way a counter lies for somebody who looks at the board."""

from __future__ import annotations

import math
from typing import Literal

from sync.protocol.venue import Anchor, Venue

Direction = Literal["ahead", "left", "right", "behind", "elsewhere", "unknown"]
_NEAR_M = 0.5
"""Closer than so many metres there is no direction."""


def direction(venue: Venue | None, board: str | None, counter: str, heading_deg: float) -> Direction:
    """Return the way to `counter` from where people stand before the board.

    `board` is the id of the board's kiosk on the map; `heading_deg` the compass direction that people who look at it
    face. `elsewhere` is another floor; `unknown` where the map does not say.
    """
    if venue is None:
        return "unknown"
    anchors = {anchor.id: anchor for anchor in venue.anchors}
    here = next((anchors.get(kiosk.anchor) for kiosk in venue.kiosks if kiosk.id == board), None)
    there = next((anchor for anchor in venue.anchors if anchor.counter == counter), None)
    if here is None or there is None:
        return "unknown"
    if _level(venue, here) != _level(venue, there):
        return "elsewhere"
    (x, y), (to_x, to_y) = here.geometry.coordinates, there.geometry.coordinates
    if math.hypot(to_x - x, to_y - y) < _NEAR_M:
        return "unknown"
    compass = math.degrees(math.atan2(to_x - x, to_y - y)) + venue.bearing_deg
    turn = (compass - heading_deg) % 360
    if turn < 45 or turn >= 315:
        return "ahead"
    if turn < 135:
        return "right"
    return "behind" if turn < 225 else "left"


def _level(venue: Venue, anchor: Anchor) -> str | None:
    return next((unit.level for unit in venue.units if unit.id == anchor.unit), None)
