"""The bar that is on every page, with the same six choices in the same places (U10, A41)."""

from __future__ import annotations

from kiosk.flow.context import Context
from kiosk.flow.page import Choice, do, go


def bar(c: Context, page: str) -> tuple[Choice, ...]:
    """Back at the start side to access at the end side."""
    return (
        Choice("bar.back", c.tr("bar.back"), do("back"), "back"),
        Choice("bar.home", c.tr("bar.home"), do("home"), "home"),
        Choice("bar.help", c.tr("bar.help"), go("help", screen=page), "hand-back-left"),
        Choice("bar.language", c.tr("bar.language"), go("language"), "translate"),
        Choice("bar.text-size", c.tr("bar.text_size"), go("text-size"), "format-size"),
        Choice("bar.access", c.tr("bar.access"), go("access"), "human-wheelchair"),
    )
