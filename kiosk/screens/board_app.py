"""The board's process: a window that nobody touches, and the line to the daemon (`mizban kiosk --role board`)."""

from __future__ import annotations

from kivy.clock import Clock

from kiosk.screens.board_root import BoardRoot
from kiosk.screens.screen_app import ScreenApp

TICK_S = 0.1
"""Ten looks a second: enough for calls."""


class HallApp(ScreenApp):
    """The window's life."""

    title = "Mizban board"

    def make_root(self):
        return BoardRoot(self.connection.world)

    def on_start(self):
        self.connection.start(self.root.told)
        Clock.schedule_interval(self.root.tick, TICK_S)

    def on_stop(self):
        self.root.close()
        super().on_stop()
