"""The board's process: a window that nobody touches, and the line to the daemon (`mizban kiosk --role board`)."""

from __future__ import annotations

import os
import time
from pathlib import Path

from kivy.app import App
from kivy.clock import Clock

from kiosk.config import Settings
from kiosk.flow.wording import Wording
from kiosk.screens.board_root import BoardRoot
from kiosk.screens.connection import Connection

DRIVER_VARIABLE = "MIZBAN_SCREEN_HOOK"
TICK_S = 0.1
"""Ten looks a second: enough for calls."""


class HallApp(App):
    """The window's life."""

    title = "Mizban board"
    driver = None

    def __init__(self, settings: Settings, **kwargs):
        super().__init__(kv_file="", **kwargs)
        self.settings = settings

    def build(self):
        self.connection = Connection(
            self.settings, Wording(), time.monotonic, lambda work: Clock.schedule_once(lambda _dt: work(), 0)
        )
        root = BoardRoot(self.connection.world)
        path = os.environ.get(DRIVER_VARIABLE)
        if path:
            from kiosk.screens.driver import Driver

            self.driver = Driver(Path(path), root)
        return root

    def on_start(self):
        self.connection.start(self.root.told)
        Clock.schedule_interval(self.root.tick, TICK_S)

    def on_stop(self):
        self.root.close()
        self.connection.stop()
        if self.driver is not None:
            self.driver.close()

    def open_settings(self, *_args):
        return False
