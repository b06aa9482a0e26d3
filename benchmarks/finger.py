"""A finger on a display, without a process for each touch."""

from __future__ import annotations

import ctypes
import time


class Finger:
    """Taps a display through the X server's XTEST extension: no process is started for a tap."""

    def __init__(self, display: str) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._test = ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        if not self._display.value:
            raise SystemExit(f"the display {display} cannot be opened")

    def down(self, x: float, y: float) -> None:
        """Lay the finger on a place, in px."""
        self._test.XTestFakeMotionEvent(self._display, -1, round(x), round(y), 0)
        self._test.XTestFakeButtonEvent(self._display, 1, 1, 0)
        self._x.XFlush(self._display)

    def up(self) -> float:
        """Lift it; return the monotonic time at which it left."""
        self._test.XTestFakeButtonEvent(self._display, 1, 0, 0)
        self._x.XFlush(self._display)
        return time.monotonic()
