"""A keyboard-wedge scanner: it types. Its device is grabbed (EVIOCGRAB), so no key of it reaches a screen.

Only the device named in the settings is read, by its stable name in `/dev/input/by-id`: a stranger's keyboard does
nothing here. Keys are read as the US layout that scanners type by default, whatever layout the kiosk has.
"""

from __future__ import annotations

import select
from typing import Any

import evdev
from evdev import ecodes

from kiosk.devices.scanner.framing import Framer
from kiosk.devices.scanner.loop import LoopScanner, Source

_SHIFTS = frozenset({ecodes.KEY_LEFTSHIFT, ecodes.KEY_RIGHTSHIFT})
_ENDS = frozenset({ecodes.KEY_ENTER, ecodes.KEY_KPENTER, ecodes.KEY_TAB})
_DOWN = 1


def _layout() -> dict[int, tuple[str, str]]:
    """Return the US layout: key code to its character and the one with shift."""
    keys = {getattr(ecodes, f"KEY_{letter}"): (letter.lower(), letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    keys |= {
        getattr(ecodes, f"KEY_{digit}"): (digit, shifted)
        for digit, shifted in zip("1234567890", "!@#$%^&*()", strict=True)
    }
    keys |= {getattr(ecodes, f"KEY_KP{digit}"): (digit, digit) for digit in "0123456789"}
    signs = {
        "MINUS": "-_", "EQUAL": "=+", "LEFTBRACE": "[{", "RIGHTBRACE": "]}", "SEMICOLON": ";:", "APOSTROPHE": "'\"",
        "GRAVE": "`~", "BACKSLASH": "\\|", "COMMA": ",<", "DOT": ".>", "SLASH": "/?", "SPACE": "  ",
        "KPMINUS": "--", "KPDOT": "..", "KPSLASH": "//",
    }  # fmt: skip
    return keys | {getattr(ecodes, f"KEY_{name}"): (pair[0], pair[1]) for name, pair in signs.items()}


LAYOUT = _layout()


class Keys:
    """Turns key events into bytes. A key without a character becomes 0x1F, which no code has: it spoils the scan."""

    def __init__(self) -> None:
        self._held: set[int] = set()

    def feed(self, code: int, value: int) -> bytes:
        """Take one key event (`value` 0 up, 1 down, 2 repeat); return what it types."""
        if code in _SHIFTS:
            (self._held.discard if value == 0 else self._held.add)(code)
            return b""
        if value != _DOWN:
            return b""
        if code in _ENDS:
            return b"\r"
        plain, shifted = LAYOUT.get(code, ("\x1f", "\x1f"))
        return (shifted if self._held else plain).encode()


class WedgeScanner(LoopScanner):
    """Reads the grabbed keyboard at `device`."""

    def __init__(self, device: str, desk_host: str = "") -> None:
        super().__init__("wedge", desk_host)
        self._device = device

    def open_source(self) -> Source:
        """Open and grab the device."""
        return _Grabbed(self._device)


class _Grabbed:
    def __init__(self, path: str) -> None:
        self._device: Any = evdev.InputDevice(path)
        try:
            self._device.grab()
        except OSError:
            self._device.close()
            raise
        self._keys = Keys()
        self._framer = Framer()

    def read(self, timeout: float) -> list[bytes]:
        ready, _, _ = select.select([self._device.fd], [], [], timeout)
        if not ready:
            return []
        scans = []
        for event in self._device.read():
            if event.type == ecodes.EV_KEY:
                typed = self._keys.feed(event.code, event.value)
                if typed:
                    scans += self._framer.feed(typed)
        return scans

    def close(self) -> None:
        self._device.close()  # closing gives up the grab
