"""The first start's process: the same window and pages as a kiosk's, with the journey that sets it up."""

import os
import time
from pathlib import Path

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.lang import Builder

from kiosk.flow.wizard.journey import SetupJourney
from kiosk.flow.wording import Wording
from kiosk.screens.connection import Connection
from kiosk.screens.root import ROOT_RULE, TICK_S, KioskRoot

DRIVER_VARIABLE = "MIZBAN_SCREEN_HOOK"
LAYOUT_ROUNDS = 60


class SetupApp(App):
    """Ends by itself once all is saved: started again, it is a kiosk."""

    title = "Mizban"

    def __init__(self, settings, **kwargs):
        super().__init__(kv_file="", **kwargs)
        self.settings = settings
        self.driver = None

    def build(self):
        Clock.max_iteration = LAYOUT_ROUNDS
        Builder.load_file(str(ROOT_RULE), encoding="utf-8")
        self.connection = Connection(
            self.settings, Wording(), time.monotonic, lambda work: Clock.schedule_once(lambda _dt: work(), 0)
        )
        self.journey = SetupJourney(self.connection.world, self.stop, lambda: Window.size)
        root = KioskRoot(self.journey, self.settings.screen)
        path = os.environ.get(DRIVER_VARIABLE)
        if path:
            from kiosk.screens.driver import Driver

            self.driver = Driver(Path(path), root)
        return root

    def on_start(self):
        self.connection.start(self.journey.told)
        Clock.schedule_interval(self.root.tick, TICK_S)

    def on_stop(self):
        self.connection.stop()
        if self.driver is not None:
            self.driver.close()

    def open_settings(self, *_args):
        return False
