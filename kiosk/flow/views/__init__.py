"""Pages, one module for each part of the desk. The idle screen's is loaded first, the others when one is gone to."""

from kiosk.flow.views.registry import VIEWS

__all__ = ["VIEWS"]
