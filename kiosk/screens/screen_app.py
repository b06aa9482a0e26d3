"""What the processes of all screens have in common: a window for as long as they live, and the line to the daemon."""

import os
import time
from pathlib import Path

from kivy.app import App
from kivy.clock import Clock

from kiosk.flow.wording import Wording
from kiosk.screens.connection import Connection

DRIVER_VARIABLE = "MIZBAN_SCREEN_HOOK"
"""Names a Unix socket on which tests and the demonstration ask what is shown; without it there is none."""
LAYOUT_ROUNDS = 60
"""How often layouts may set each other off in one frame; Kivy's 10 show a nested page half laid out."""


class ScreenApp(App):
    """Subclasses make what is in the window (`make_root`), and say what they do once it is there (`on_start`)."""

    title = "Mizban"

    def __init__(self, settings, **kwargs):
        super().__init__(kv_file="", **kwargs)
        self.settings = settings
        self.driver = None

    def build(self):
        Clock.max_iteration = LAYOUT_ROUNDS
        self.connection = Connection(
            self.settings, Wording(), time.monotonic, lambda work: Clock.schedule_once(lambda _dt: work(), 0)
        )
        self.connection.read()
        root = self.make_root()
        self.driver = _driver(root)
        return root

    def make_root(self):
        """Return the root widget; `connection` is there."""
        raise NotImplementedError

    def on_stop(self):
        self.connection.stop()
        if self.driver is not None:
            self.driver.close()

    def open_settings(self, *_args):
        """Kivy's own settings are not for visitors: F1 does nothing (L3)."""
        return False


def _driver(root):
    """Return the hook of tests and the demonstration, None where none is asked for."""
    path = os.environ.get(DRIVER_VARIABLE)
    if not path:
        return None
    from kiosk.screens.driver import Driver

    return Driver(Path(path), root)
