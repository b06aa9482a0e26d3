"""The screen process: a window, the journey that it draws, and the line to the daemon. It writes nothing to disk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.config import Settings
from kiosk.flow.journey import World

if TYPE_CHECKING:
    from kivy.app import App

DRIVER_VARIABLE = "MIZBAN_DRIVER"
"""Names a Unix socket on which tests and the demonstration ask what is shown; without it there is none."""
ROOT_RULE = Path(__file__).resolve().parents[1] / "kiosk.kv"


def run(settings: Settings, size: tuple[int, int] | None = None, windowed: bool = False, role: str = "kiosk") -> None:
    """Show the kiosk until the window is closed. `size` in px; `role` is `kiosk`."""
    if role != "kiosk":
        raise ValueError(f"this screen cannot be a {role!r}; it can be: kiosk")
    from kiosk.screens.setup import prepare

    prepare(size, windowed)
    from kiosk.flow.wording import Wording

    def world(hand_back: Callable[[Callable[[], None]], None]) -> World:
        from kiosk.screens.connection import connect

        return connect(settings, Wording(), time.monotonic, hand_back)

    build_app(settings, world).run()


def build_app(settings: Settings, make_world: Callable[[Callable[[Callable[[], None]], None]], World]) -> App:
    """Return the Kivy app. `make_world` gets the one function by which other threads hand work to the screen's."""
    from kivy.app import App
    from kivy.clock import Clock
    from kivy.lang import Builder

    from kiosk.flow.deeds import begin
    from kiosk.screens.root import TICK_S, KioskRoot

    class KioskApp(App):  # type: ignore[misc]  # Kivy has no types
        """The window's life."""

        title = "Mizban"
        driver: Any = None

        def build(self) -> KioskRoot:
            Builder.load_file(str(ROOT_RULE), encoding="utf-8")
            world = make_world(lambda work: Clock.schedule_once(lambda _dt: work(), 0))
            self.journey = begin(world)
            root = KioskRoot(self.journey, settings.screen)
            path = os.environ.get(DRIVER_VARIABLE)
            if path:
                from kiosk.screens.driver import Driver

                self.driver = Driver(Path(path), root)
            return root

        def on_start(self) -> None:
            self.journey.world.desk.start(self.journey.told) if hasattr(self.journey.world.desk, "start") else None
            self.journey.start()
            Clock.schedule_interval(self.root.tick, TICK_S)

        def on_stop(self) -> None:
            if self.driver is not None:
                self.driver.close()

        def open_settings(self, *_args: object) -> bool:
            """Kivy's own settings are not for visitors: F1 does nothing (L3)."""
            return False

    return KioskApp(kv_file="")
