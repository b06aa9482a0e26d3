"""The screen process: a window, the journey that it draws, and the line to the daemon. It writes nothing to disk."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.config import Settings
from language.dates import use_calendar

if TYPE_CHECKING:
    from kivy.app import App

    from kiosk.flow.context import Directory
    from kiosk.flow.journey import Journey
    from kiosk.screens.root import KioskRoot

DRIVER_VARIABLE = "MIZBAN_SCREEN_HOOK"
"""Names a Unix socket on which tests and the demonstration ask what is shown; without it there is none."""
PREPARE_S = 3.0
"""How often new content is looked for whose ways are to be found."""


def run(settings: Settings, size: tuple[int, int] | None = None, windowed: bool = False, role: str = "kiosk") -> None:
    """Show the kiosk until the window is closed. `size` in px; `role`: `kiosk`, `board` or `setup`."""
    if role not in ("kiosk", "board", "setup"):
        raise ValueError(f"this screen cannot be a {role!r}; it can be: kiosk, board, setup")
    from kiosk.screens.setup import prepare

    use_calendar("ar", settings.arabic_calendar)
    sys.setswitchinterval(SWITCH_S)
    prepare(size, windowed)
    from kiosk.screens.life import ScreenLife

    if role == "board":
        from kiosk.screens.board_app import HallApp

        app: App = HallApp(settings)
    elif role == "setup":
        from kiosk.screens.setup_app import SetupApp

        app = SetupApp(settings)
    else:
        app = build_app(settings)
    life = ScreenLife()  # held here: Kivy's own hold of a callback is weak
    app.bind(on_start=life.watch)
    app.run()


SWITCH_S = 0.001
"""A question to the daemon leaves while the next page is built: its thread waits no longer than this (Python's own is
5 ms, several times over)."""
LAYOUT_ROUNDS = 60
"""How often layouts may set each other off in one frame; Kivy's 10 show a nested page half laid out."""


def _find_ways(journey: Journey, known: Directory | None) -> Directory | None:
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


def _driver(root: KioskRoot) -> Any:
    """Return the hook of tests and the demonstration, None where none is asked for."""
    path = os.environ.get(DRIVER_VARIABLE)
    if not path:
        return None
    from kiosk.screens.driver import Driver

    return Driver(Path(path), root)


def _keypad(device: str, pressed: Callable[[str], None]) -> Any:
    """Return the reader of the tactile keypad, None where the settings name none."""
    if not device:
        return None
    from kiosk.screens.keypad import KeypadReader

    return KeypadReader(device, pressed)


LOOK_S = 0.05
"""How soon after its page the camera begins and ends to look."""


def _eye(settings: Settings, journey: Journey) -> Any:
    """Return the camera of the tracking page, None where the settings name none; OpenCV is not loaded without one."""
    if settings.scanner.kind != "camera":
        return None
    from kiosk.screens.eye import find_eye

    return find_eye(settings, journey)


def _idle_layer(journey: Journey, settings: Settings) -> Any:
    """Return what lies over the pages: signage, urgent notices, the light of the panel."""
    from kiosk.devices.display import open_light
    from kiosk.screens.idle_layer import IdleLayer

    return IdleLayer(journey, settings.screen, open_light(settings.screen.light))


def build_app(settings: Settings) -> App:
    """Return the Kivy app, not running yet. Kivy must have been prepared (`kiosk.screens.setup`)."""
    from kivy.app import App
    from kivy.clock import Clock
    from kivy.lang import Builder

    from kiosk.flow.deeds import begin
    from kiosk.flow.wording import Wording
    from kiosk.screens.connection import Connection
    from kiosk.screens.desk_orders import DeskOrders
    from kiosk.screens.root import ROOT_RULE, TICK_S, KioskRoot

    class KioskApp(App):
        """The window's life."""

        title = "Mizban"
        driver: Any = None
        prepared: Any = None
        keypad: Any = None
        eye: Any = None

        def build(self) -> KioskRoot:
            Clock.max_iteration = LAYOUT_ROUNDS
            Builder.load_file(str(ROOT_RULE), encoding="utf-8")
            self.connection = Connection(
                settings, Wording(), time.monotonic, lambda work: Clock.schedule_once(lambda _dt: work(), 0)
            )
            self.journey = begin(self.connection.world)
            root = KioskRoot(self.journey, settings.screen)
            root.idle_layer = _idle_layer(self.journey, settings)
            self.driver = _driver(root)
            self.orders = DeskOrders(root, self.journey, self.stop)
            return root

        def on_start(self) -> None:
            self.connection.start(self.told)
            self.eye = _eye(settings, self.journey)
            self.keypad = _keypad(
                settings.keypad.device, lambda key: Clock.schedule_once(lambda _dt: self.root.hand.press(key), 0)
            )
            Clock.schedule_interval(self.root.tick, TICK_S)
            Clock.schedule_interval(self.prepare, PREPARE_S)
            if self.eye is not None:
                Clock.schedule_interval(lambda _dt: self.eye.tick(), LOOK_S)

        def told(self, kind: str, data: dict[str, Any]) -> None:
            """A push of the daemon."""
            if self.orders.take(kind, data):
                return
            self.journey.told(kind, data)
            self.root.idle_layer.told(kind, data)

        def prepare(self, _dt: float) -> None:
            self.prepared = _find_ways(self.journey, self.prepared)

        def on_stop(self) -> None:
            self.root.idle_layer.close()
            parts = ((self.connection, "stop"), (self.keypad, "stop"), (self.eye, "close"), (self.driver, "close"))
            for stop in (getattr(part, how, None) for part, how in parts):
                if stop is not None:
                    stop()

        def open_settings(self, *_args: object) -> bool:
            """Kivy's own settings are not for visitors: F1 does nothing (L3)."""
            return False

    return KioskApp(kv_file="")
