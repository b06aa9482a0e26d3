"""The visitor's screen as a Kivy app: the window, the journey that it draws, and what lies beside it."""

import os
import threading
import time
from pathlib import Path

from kivy.app import App
from kivy.clock import Clock
from kivy.lang import Builder

from kiosk.devices.display import open_light
from kiosk.flow.deeds import begin
from kiosk.flow.wording import Wording
from kiosk.screens.connection import Connection
from kiosk.screens.desk_orders import DeskOrders
from kiosk.screens.idle_layer import IdleLayer
from kiosk.screens.root import ROOT_RULE, TICK_S, KioskRoot

DRIVER_VARIABLE = "MIZBAN_SCREEN_HOOK"
"""Names a Unix socket on which tests and the demonstration ask what is shown; without it there is none."""
PREPARE_S = 3.0
"""How often new content is looked for whose ways are to be found."""
LAYOUT_ROUNDS = 60
"""How often layouts may set each other off in one frame; Kivy's 10 show a nested page half laid out."""
LOOK_S = 0.05
"""How soon after its page the camera begins and ends to look."""


class KioskApp(App):
    """The window's life, from the first frame to the last."""

    title = "Mizban"

    def __init__(self, settings, **kwargs):
        super().__init__(kv_file="", **kwargs)
        self.settings = settings
        self.driver = self.prepared = self.keypad = self.eye = None

    def build(self):
        Clock.max_iteration = LAYOUT_ROUNDS
        Builder.load_file(str(ROOT_RULE), encoding="utf-8")
        self.connection = Connection(
            self.settings, Wording(), time.monotonic, lambda work: Clock.schedule_once(lambda _dt: work(), 0)
        )
        self.journey = begin(self.connection.world)
        root = KioskRoot(self.journey, self.settings.screen)
        root.idle_layer = _idle_layer(self.journey, self.settings)
        self.driver = _driver(root)
        self.orders = DeskOrders(root, self.journey, self.stop)
        return root

    def on_start(self):
        self.connection.start(self.told)
        self.eye = _eye(self.settings, self.journey)
        self.keypad = _keypad(
            self.settings.keypad.device, lambda key: Clock.schedule_once(lambda _dt: self.root.hand.press(key), 0)
        )
        Clock.schedule_interval(self.root.tick, TICK_S)
        Clock.schedule_interval(self.prepare, PREPARE_S)
        if self.eye is not None:
            Clock.schedule_interval(lambda _dt: self.eye.tick(), LOOK_S)

    def told(self, kind, data):
        """A push of the daemon."""
        if self.orders.take(kind, data):
            return
        self.journey.told(kind, data)
        self.root.idle_layer.told(kind, data)

    def prepare(self, _dt):
        self.prepared = _find_ways(self.journey, self.prepared)

    def on_stop(self):
        self.root.idle_layer.close()
        parts = ((self.connection, "stop"), (self.keypad, "stop"), (self.eye, "close"), (self.driver, "close"))
        for stop in (getattr(part, how, None) for part, how in parts):
            if stop is not None:
                stop()

    def open_settings(self, *_args):
        """Kivy's own settings are not for visitors: F1 does nothing (L3)."""
        return False


def _find_ways(journey, known):
    """Find the ways of new content before anybody asks, beside the screen: a touch must not wait for it.

    Returns the content whose ways are known or being found; `known` is what the last call returned.
    """
    try:
        directory = journey.context().directory
    except LookupError:
        return known  # no content has come yet
    if directory is not known:
        threading.Thread(target=directory.prepare, name="ways", daemon=True).start()
    return directory


def _driver(root):
    """Return the hook of tests and the demonstration, None where none is asked for."""
    path = os.environ.get(DRIVER_VARIABLE)
    if not path:
        return None
    from kiosk.screens.driver import Driver

    return Driver(Path(path), root)


def _keypad(device, pressed):
    """Return the reader of the tactile keypad, None where the settings name none."""
    if not device:
        return None
    from kiosk.screens.keypad import KeypadReader

    return KeypadReader(device, pressed)


def _eye(settings, journey):
    """Return the camera of the tracking page, None where the settings name none; OpenCV is not loaded without one."""
    if settings.scanner.kind != "camera":
        return None
    from kiosk.screens.eye import find_eye

    return find_eye(settings, journey)


def _idle_layer(journey, settings):
    """Return what lies over the pages: signage, urgent notices, the light of the panel."""
    return IdleLayer(journey, settings.screen, open_light(settings.screen.light))
