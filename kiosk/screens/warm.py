"""Opens the display and loads the graphics driver on a second core, while Python is still loading everything else.

Kivy would do both later and alone. SDL counts how often it was begun, so Kivy's own call finds it ready. Where Kivy
brings no SDL of its own, or there is no X display, nothing is done here.
"""

from __future__ import annotations

import ctypes
import os
import threading
from importlib.util import find_spec
from pathlib import Path

_VIDEO, _JOYSTICK = 0x20, 0x200
"""SDL_INIT_VIDEO and SDL_INIT_JOYSTICK: what Kivy begins."""
_begun: list[threading.Thread] = []


def begin() -> None:
    """Start; `ready` waits for the end."""
    found = find_spec("kivy")
    if found is None or found.origin is None or not os.environ.get("DISPLAY"):
        return
    libraries = sorted(Path(found.origin).parents[1].glob("Kivy.libs/libSDL2-2*.so*"))
    if libraries:
        thread = threading.Thread(target=_warm, args=(libraries[0],), name="display")
        thread.start()
        _begun.append(thread)


def _warm(library: Path) -> None:
    """What fails here fails in Kivy's own call again, which says so. ctypes lets Python go on meanwhile."""
    sdl = ctypes.CDLL(str(library))
    sdl.SDL_SetHint(b"SDL_ACCELEROMETER_AS_JOYSTICK", b"0")
    if sdl.SDL_Init(_VIDEO | _JOYSTICK) == 0:
        sdl.SDL_GL_LoadLibrary(None)


def ready() -> None:
    """Wait until what was begun is done; the display belongs to the thread that draws from then on."""
    while _begun:
        _begun.pop().join()
