"""The order in which the keypad walks a page: reading order, then the bar (A28). Made from the page, as all else is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.flow.page import Choice, Page
from kiosk.flow.speech import discreet

KeyName = Literal["up", "down", "left", "right", "ok", "back", "home", "help", "repeat"]
FIELD = "entry"
"""The stop of a page's field: OK brings its keys."""


@dataclass(frozen=True)
class Stop:
    """Somewhere the focus can stand; `spoken` is said when it comes there."""

    id: str
    spoken: str


def focus_order(page: Page, bar: tuple[Choice, ...], aloud: bool = False) -> tuple[Stop, ...]:
    """Return all stops of a page, in a ring: after the last comes the first, so nobody is trapped.

    `aloud`: everybody hears the stops' words, so nothing personal is among them.
    """
    page = discreet(page) if aloud else page
    stops = [Stop(choice.id, choice.spoken) for choice in page.choices()]
    entry = page.entry()
    if entry is not None:
        value = "*" * len(entry.value) if entry.masked else entry.value
        stops.insert(0, Stop(FIELD, f"{entry.label}: {value}" if value else entry.label))
    return (*stops, *(Stop(choice.id, choice.spoken) for choice in bar))


def moved(order: tuple[Stop, ...], at: str | None, step: int) -> Stop | None:
    """Return the stop `step` places on from `at`; from nowhere, the first or the last."""
    if not order:
        return None
    ids = [stop.id for stop in order]
    if at not in ids:
        return order[0] if step > 0 else order[-1]
    return order[(ids.index(at) + step) % len(order)]
