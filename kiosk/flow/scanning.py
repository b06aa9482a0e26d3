"""What a paper does that is held before the scanner or the camera (C17)."""

from __future__ import annotations

from typing import Protocol

from kiosk.flow.context import Context
from kiosk.flow.page import Deed, Destination, Page, do, go
from kiosk.ipc import Scanned
from kiosk.visit import Visit

HINTS = ("closer", "more_light", "hold_still")
"""What would help a camera, by the names of `kiosk.devices.scanner.base.Hint`; `track.hint.<name>` says it."""


class Walk(Protocol):
    """The part of a journey that a paper moves."""

    page: Page
    visit: Visit

    def context(self) -> Context: ...
    def touched(self) -> None: ...
    def refresh(self) -> None: ...
    def follow(self, leads: Destination | Deed | None) -> None: ...
    def speak(self, lines: tuple[str, ...]) -> None: ...


def scanned(journey: Walk, seen: Scanned) -> None:
    """Track a code at once, from the idle screen too; say kindly why anything else is not taken.

    A form that is being filled in is not disturbed: its visitor may have a paper in hand that is not meant.
    """
    page = journey.page
    if seen.invitation:
        return  # an invitation to a desk: there is nothing to track
    if page.name == "empty" or (page.idle == "form" and page.name != "track"):
        return
    journey.touched()
    visit = journey.visit
    visit.failures.pop("track", None)
    if page.name != "track":
        visit.typed.pop("code", None)
        journey.follow(go("track", "root" if page.idle == "attract" else "push"))
    if seen.code is not None:
        visit.typed["code"] = seen.code
        journey.follow(do("track"))
        return
    visit.failures["track"] = f"scan.{seen.refused}"
    journey.refresh()
    entry = journey.page.entry()
    if entry is not None:
        journey.speak((entry.error,))


def helped(journey: Walk, hint: str) -> None:
    """Show what would help the camera to read, while a page is open that shows its picture."""
    if journey.page.name not in ("track", "setup-scan") or journey.visit.extra.get("hint") == hint:
        return
    journey.visit.extra["hint"] = hint
    journey.refresh()
    if hint:
        journey.speak((journey.context().tr(f"track.hint.{hint}"),))
