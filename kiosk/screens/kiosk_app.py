"""The visitor's screen as a Kivy app: the window, the journey that it draws, and what lies beside it."""

import threading

from kivy.clock import Clock
from kivy.lang import Builder

from kiosk.flow.deeds import begin
from kiosk.flow.views import registry
from kiosk.screens.later import after_first_frame
from kiosk.screens.root import ROOT_RULE, TICK_S, KioskRoot
from kiosk.screens.screen_app import ScreenApp

PREPARE_S = 1.0
"""How often it is looked whether somebody may ask the way soon, in content whose ways are not found yet."""
WAYLESS = ("attract", "empty", "home", "language", "text-size", "access")
"""From these pages no map is one touch away. Maps take 13 MB and a second: who never leaves these needs none."""
LOOK_S = 0.05
"""How soon after its page the camera begins and ends to look."""
AFTER_THE_FIRST_FRAME = (
    *(f"kiosk.flow.views.{module}" for module in registry.MODULES),
    *("kiosk.devices.display", "kiosk.screens.idle_layer", "kiosk.widgets.header", "kiosk.screens.stage"),
    *("kiosk.screens.warning", "kiosk.widgets.typing", "kiosk.text.keyboards", "PIL.ImageDraw"),
)
"""What the first touches need, and the idle screen only once it is there."""


class KioskApp(ScreenApp):
    """The window's life, from the first frame to the last."""

    prepared = keypad = eye = orders = None

    def make_root(self):
        Builder.load_file(str(ROOT_RULE), encoding="utf-8")
        self.journey = begin(self.connection.world)
        return KioskRoot(self.journey, self.settings.screen)

    def on_start(self):
        self.connection.start(self.told)
        Clock.schedule_interval(self.root.tick, TICK_S)
        after_first_frame(AFTER_THE_FIRST_FRAME, self.root.is_drawn, self._rest)

    def _rest(self):
        """All that a visitor does not see at once: signage and urgent notices, the camera, the keypad, the ways."""
        self.root.idle_layer = _idle_layer(self.journey, self.settings)
        self.eye = _eye(self.settings, self.journey)
        self.keypad = _keypad(
            self.settings.keypad.device,
            lambda key: Clock.schedule_once(lambda _dt: self.root.hand.press(key), 0),
            self.settings.screen.key_debounce_s,
        )
        Clock.schedule_interval(self.prepare, PREPARE_S)
        if self.eye is not None:
            Clock.schedule_interval(lambda _dt: self.eye.tick(), LOOK_S)

    def told(self, kind, data):
        """A push of the daemon."""
        if self._orders().take(kind, data):
            return
        self.journey.told(kind, data)
        if self.root.idle_layer is not None:
            self.root.idle_layer.told(kind, data)

    def _orders(self):
        if self.orders is None:
            from kiosk.screens.desk_orders import DeskOrders

            self.orders = DeskOrders(self.root, self.journey, self.stop)
        return self.orders

    def prepare(self, _dt):
        if self.journey.page.name not in WAYLESS:
            self.prepared = _find_ways(self.journey, self.prepared)

    def on_stop(self):
        parts = ((self.root.idle_layer, "close"), (self.keypad, "stop"), (self.eye, "close"))
        for stop in (getattr(part, how, None) for part, how in parts):
            if stop is not None:
                stop()
        super().on_stop()


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


def _keypad(device, pressed, debounce_s):
    """Return the reader of the tactile keypad, None where the settings name none."""
    if not device:
        return None
    from kiosk.screens.keypad import KeypadReader

    return KeypadReader(device, pressed, debounce_s)


def _eye(settings, journey):
    """Return the camera of the tracking page, None where the settings name none; OpenCV is not loaded without one."""
    if settings.scanner.kind != "camera":
        return None
    from kiosk.screens.eye import find_eye

    return find_eye(settings, journey)


def _idle_layer(journey, settings):
    """Return what lies over the pages: signage, urgent notices, the light of the panel."""
    from kiosk.devices.display import open_light
    from kiosk.screens.idle_layer import IdleLayer

    return IdleLayer(journey, settings.screen, open_light(settings.screen.light))
