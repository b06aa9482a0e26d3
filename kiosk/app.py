"""The screen process: a window, the journey that it draws, and the line to the daemon. It writes nothing to disk."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from kiosk.config import Settings
from language.dates import use_calendar

if TYPE_CHECKING:
    from kivy.app import App


SWITCH_S = 0.001
"""A question to the daemon leaves while the next page is built: its thread waits no longer than this (Python's own is
5 ms, several times over)."""


def run(settings: Settings, size: tuple[int, int] | None = None, windowed: bool = False, role: str = "kiosk") -> None:
    """Show the kiosk until the window is closed. `size` in px; `role`: `kiosk`, `board` or `setup`."""
    if role not in ("kiosk", "board", "setup"):
        raise ValueError(f"this screen cannot be a {role!r}; it can be: kiosk, board, setup")
    from kiosk.screens import warm
    from kiosk.screens.setup import prepare

    if role != "kiosk":
        gc.enable()  # a kiosk's waits for its first picture: kiosk.screens.later
    use_calendar("ar", settings.arabic_calendar)
    sys.setswitchinterval(SWITCH_S)
    prepare(size, windowed)
    warm.ready()
    from kiosk.screens.life import ScreenLife

    if role == "board":
        from kiosk.screens.board_app import HallApp

        app: App = HallApp(settings)
    elif role == "setup":
        from kiosk.screens.setup_app import SetupApp

        app = SetupApp(settings)
    else:
        from kiosk.screens.kiosk_app import KioskApp

        app = KioskApp(settings)
    life = ScreenLife()  # held here: Kivy's own hold of a callback is weak
    app.bind(on_start=life.watch)
    app.run()
