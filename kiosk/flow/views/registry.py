"""The pages that can be gone to, by name."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.flow.context import Context
from kiosk.flow.page import Destination, Page

View = Callable[[Context, Destination], Page]
VIEWS: dict[str, View] = {}


def view(name: str) -> Callable[[View], View]:
    """Register a function as the page `name`."""

    def register(function: View) -> View:
        if name in VIEWS:
            raise ValueError(f"page {name!r} is defined twice")
        VIEWS[name] = function
        return function

    return register
