"""Kivy's own settings, given before Kivy is imported: one input provider, no way out by a key, no cursor, no debris."""

import os
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

_ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_NO_ENV_CONFIG": "1",
    # Kivy tries every provider it knows, and for pictures that loads all of ffmpeg: these alone are used.
    "KIVY_IMAGE": "sdl2",
    "KIVY_TEXT": "sdl2",
    "KIVY_WINDOW": "sdl2",
}


def prepare(size: tuple[int, int] | None, windowed: bool) -> None:
    """Set Kivy up. Call before anything else of Kivy is imported; `size` in px, None for the whole screen."""
    os.environ.update(_ENVIRONMENT)
    _leave_out_asyncio()
    _leave_out_style()
    from kivy.config import Config

    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "log_level", "warning")
    Config.set("kivy", "log_enable", "0")
    Config.set("graphics", "show_cursor", "1" if windowed else "0")
    Config.set("graphics", "multisamples", "0")
    Config.set("graphics", "maxfps", "60")
    Config.set("graphics", "allow_screensaver", "0")
    Config.set("graphics", "resizable", "0")
    Config.set("graphics", "borderless", "0" if windowed else "1")
    if size is not None:
        Config.set("graphics", "width", str(size[0]))
        Config.set("graphics", "height", str(size[1]))
    Config.set("graphics", "fullscreen", "0" if windowed or size is not None else "auto")
    # Exactly one provider reads the panel: SDL hands every finger over as its mouse (K9).
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")


def _leave_out_style() -> None:
    """Let Kivy's builder take an empty file for its `style.kv`.

    It reads the rules of all of Kivy's widgets as it is loaded: a tenth of the time to the first frame, for buttons,
    choosers and colour wheels that no screen here uses. The place of its other data stays as it is.
    """
    import kivy
    import kivy.resources  # notes the place of the data as it is loaded

    place = kivy.kivy_data_dir
    kivy.kivy_data_dir = str(Path(__file__).parent / "style")
    try:
        import_module("kivy.lang")
    finally:
        kivy.kivy_data_dir = place


def _leave_out_asyncio() -> None:
    """Let Kivy's clock take an empty module for asyncio, which it notes for event loops other than its own.

    With it come sockets, TLS and subprocesses, as much as all of this product's screens. Who imports it later gets it.
    """
    if "asyncio" in sys.modules:
        return
    stand_in: Any = ModuleType("asyncio")
    stand_in.wait_for = None
    sys.modules["asyncio"] = stand_in
    try:
        import_module("kivy.clock")
    finally:
        del sys.modules["asyncio"]
