"""The pages that can be gone to, by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from kiosk.flow.context import Context
from kiosk.flow.page import Destination, Page

View = Callable[[Context, Destination], Page]
MODULES = ("browse", "form", "guide", "home", "office", "places", "poll", "settings", "technician", "ticket", "track")


class _Views(dict[str, View]):
    """Pages by name. Whoever asks for one that is not there yet gets all modules of pages loaded."""

    def __missing__(self, name: str) -> View:
        load()
        if name not in self:
            raise KeyError(name)
        return self[name]


VIEWS: dict[str, View] = _Views()


def load() -> None:
    """Load every page; a touch need not wait for it where this was called before."""
    for module in MODULES:
        import_module(f"kiosk.flow.views.{module}")


def view(name: str) -> Callable[[View], View]:
    """Register a function as the page `name`."""

    def register(function: View) -> View:
        if name in VIEWS:
            raise ValueError(f"page {name!r} is defined twice")
        VIEWS[name] = function
        return function

    return register
