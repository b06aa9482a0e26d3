"""A tactile keypad beside the panel (EN 301 549 5.1.6, 8.4): keys by name, whatever its maker sends for them."""

from __future__ import annotations

import contextlib
import select
from enum import StrEnum
from typing import Any

import evdev
from evdev import ecodes


class Key(StrEnum):
    """What a visitor can do without seeing the panel."""

    UP = "up"
    DOWN = "down"
    START = "start"
    END = "end"
    OK = "ok"
    BACK = "back"
    HELP = "help"
    REPEAT = "repeat"
    LOUDER = "louder"
    QUIETER = "quieter"
    DELETE = "delete"
    N0, N1, N2, N3, N4 = "0", "1", "2", "3", "4"
    N5, N6, N7, N8, N9 = "5", "6", "7", "8", "9"


_FIGURES = {getattr(ecodes, f"KEY_{name}{figure}"): Key(str(figure)) for figure in range(10) for name in ("", "KP")}
"""A number pad; what its figures mean where nothing is typed is the screen's business."""

KEYS: dict[int, Key] = {
    **_FIGURES,
    ecodes.KEY_KPPLUS: Key.DOWN,
    ecodes.KEY_KPMINUS: Key.UP,
    ecodes.KEY_KPASTERISK: Key.HELP,
    ecodes.KEY_KPSLASH: Key.REPEAT,
    ecodes.KEY_KPDOT: Key.DELETE,
    ecodes.KEY_DELETE: Key.DELETE,
    ecodes.KEY_UP: Key.UP,
    ecodes.KEY_DOWN: Key.DOWN,
    ecodes.KEY_LEFT: Key.START,
    ecodes.KEY_RIGHT: Key.END,
    ecodes.KEY_ENTER: Key.OK,
    ecodes.KEY_KPENTER: Key.OK,
    ecodes.KEY_ESC: Key.BACK,
    ecodes.KEY_BACKSPACE: Key.BACK,
    ecodes.KEY_F1: Key.HELP,
    ecodes.KEY_HELP: Key.HELP,
    ecodes.KEY_SPACE: Key.REPEAT,
    ecodes.KEY_VOLUMEUP: Key.LOUDER,
    ecodes.KEY_VOLUMEDOWN: Key.QUIETER,
}


class Keypad:
    """The grabbed keypad at `path`. Raises `OSError` where it is away. Its light, if it has one, is its CAPS LED."""

    def __init__(self, path: str) -> None:
        self._device: Any = evdev.InputDevice(path)
        try:
            self._device.grab()
        except OSError:
            self._device.close()
            raise

    def read(self, timeout: float) -> list[Key]:
        """Return the keys pressed within `timeout` seconds; raises `OSError` when the keypad is pulled out."""
        ready, _, _ = select.select([self._device.fd], [], [], timeout)
        if not ready:
            return []
        events = list(self._device.read())
        return [KEYS[event.code] for event in events if _is_press(event)]

    def light(self, on: bool) -> None:
        """Light the keypad, so that it is found in a dark lobby. One that has no light stays as it is."""
        if ecodes.LED_CAPSL not in self._device.capabilities().get(ecodes.EV_LED, ()):
            return
        with contextlib.suppress(OSError):  # opened for reading alone: the keys still work
            self._device.set_led(ecodes.LED_CAPSL, int(on))

    def close(self) -> None:
        """Let go of it."""
        self._device.close()


def _is_press(event: Any) -> bool:
    return event.type == ecodes.EV_KEY and event.value == 1 and event.code in KEYS
