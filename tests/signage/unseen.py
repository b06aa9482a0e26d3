"""Kivy with no window and no pixels: widgets are built, laid out and asked, the graphics card is a mock.

`pretend()` must be called before anything of Kivy that wants a window is imported. For processes of their own.
"""

from __future__ import annotations

import os
import sys
import types
from typing import Any


class NoWindow:
    """What the screens ask of a window."""

    clearcolor: Any = None
    dpi, density, rotation = 96.0, 1.0, 0

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self.width, self.height = size
        self.children: list[Any] = []

    def add_widget(self, widget: Any) -> None:
        """Hold a root."""
        self.children.append(widget)

    def remove_widget(self, widget: Any) -> None:
        """Let a root go."""
        self.children.remove(widget)

    def bind(self, **_events: object) -> None:
        """Nothing ever happens to this window."""


def pretend(size: tuple[int, int]) -> None:
    """Make Kivy believe in a window of `size` px."""
    os.environ.update(KIVY_GL_BACKEND="mock", KIVY_NO_ARGS="1", KIVY_NO_CONSOLELOG="1", KIVY_NO_FILELOG="1")
    module: Any = types.ModuleType("kivy.core.window")
    module.Window = NoWindow(size)
    sys.modules["kivy.core.window"] = module
    from kivy.base import EventLoop
    from kivy.graphics.cgl import cgl_init

    cgl_init()
    EventLoop.window = module.Window
