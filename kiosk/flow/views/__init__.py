"""Pages, one module for each part of the desk; importing this package registers them all."""

from kiosk.flow.views import browse, form, guide, home, office, places, poll, settings, technician, ticket, track
from kiosk.flow.views.registry import VIEWS

__all__ = [
    "VIEWS",
    "browse",
    "form",
    "guide",
    "home",
    "office",
    "places",
    "poll",
    "settings",
    "technician",
    "ticket",
    "track",
]
