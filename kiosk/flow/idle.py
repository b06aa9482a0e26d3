"""The idle clock (U2, A34-A36): monotonic, reset by every touch, stopped while the voice speaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from kiosk.config import Visit as Limits
from kiosk.flow.page import Page
from kiosk.visit import Visit

Phase = Literal["active", "warning", "over"]
MORE_TIME = 10
"""How many times longer the limits are when a visitor asks for more time (A35)."""


class IdleClock:
    """How long nothing has been touched, and what that means for the page that is shown."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._since = monotonic()
        self._held_at: float | None = None

    def touched(self) -> None:
        """Start again."""
        self._since = self._monotonic()
        if self._held_at is not None:
            self._held_at = self._since

    def hold(self) -> None:
        """Stop counting: the voice speaks."""
        if self._held_at is None:
            self._held_at = self._monotonic()

    def release(self) -> None:
        """Count on from where `hold` stopped."""
        if self._held_at is not None:
            self._since += self._monotonic() - self._held_at
            self._held_at = None

    def rested(self) -> float:
        """Seconds without a touch."""
        now = self._held_at if self._held_at is not None else self._monotonic()
        return now - self._since

    def limit(self, page: Page, visit: Visit) -> float:
        """Seconds of rest until the warning, or until the end for a page that lasts a given time."""
        if page.lasts_s is not None:
            limit = page.lasts_s
        else:
            limit = self._limits.form_idle_s if page.idle == "form" else self._limits.idle_s
        return limit * (MORE_TIME if visit.more_time else 1)

    def left(self, page: Page, visit: Visit) -> float:
        """Seconds until the page ends by itself, or until the wipe while the warning is shown."""
        end = self.limit(page, visit)
        if page.lasts_s is None:
            end += self._warning_s(visit)
        return max(0.0, end - self.rested())

    def phase(self, page: Page, visit: Visit) -> Phase:
        """Where the visit stands. A page that lasts a given time ends with no warning: it shows its own countdown."""
        rested = self.rested()
        limit = self.limit(page, visit)
        if page.idle == "attract" or rested < limit:
            return "active"
        if page.lasts_s is not None or rested >= limit + self._warning_s(visit):
            return "over"
        return "warning"

    def _warning_s(self, visit: Visit) -> float:
        return self._limits.warning_s * (MORE_TIME if visit.more_time else 1)
