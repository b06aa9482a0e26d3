"""Tells systemd that the screen lives: ready with its first frame, and alive only as long as frames are drawn.

A screen at rest draws nothing, so a frame is asked for now and then; what is reported is the frame, never the timer.
A loop that hangs, a driver that blocks in its flip and a stopped process all fall silent, and systemd starts anew.
"""

import faulthandler
import time

import sdnotify
from kivy.clock import Clock
from kivy.core.window import Window

BEAT_S = 5.0
"""How often a screen at rest draws a frame to prove that it can: a third of WatchdogSec in the unit, so that one may
fail to come. A full frame is most of what a screen at rest costs."""
TELL_S = 1.0
"""Frames of a busy screen are told of no more often than this."""


class ScreenLife:
    """Watches the window's frames. `watch` once the window is there."""

    def __init__(self):
        self._systemd = sdnotify.SystemdNotifier()
        self._told = None

    def watch(self, app):
        """Report from the next frame on; a watchdog's SIGABRT leaves every thread's stack in the journal.

        Ready is the first frame with something on it: a root that can tell (`is_drawn`) is asked.
        """
        faulthandler.enable()
        self._drawn = getattr(app.root, "is_drawn", lambda: True)
        Window.bind(on_flip=self._frame)
        Clock.schedule_interval(lambda _dt: Window.canvas.ask_update(), BEAT_S)

    def _frame(self, *_):
        """A frame goes to the panel. Sixty a second may come."""
        now = time.monotonic()
        if self._told is None:
            if not self._drawn():
                return
            self._systemd.notify("READY=1")
        if self._told is None or now - self._told >= TELL_S:
            self._told = now
            self._systemd.notify("WATCHDOG=1")
