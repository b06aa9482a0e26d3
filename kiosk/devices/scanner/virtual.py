"""Virtual scanners: one that types through uinput where the machine allows it, one on a pseudo-terminal."""

from __future__ import annotations

import errno
import os
import tty
from typing import Any

import evdev
from evdev import ecodes

from kiosk.devices.scanner.wedge import LAYOUT


class VirtualWedge:
    """A keyboard that exists only in the kernel. Raises `OSError` where the machine gives no uinput."""

    def __init__(self, name: str = "Mizban virtual scanner") -> None:
        keys: dict[Any, Any] = {ecodes.EV_KEY: [*LAYOUT, ecodes.KEY_LEFTSHIFT, ecodes.KEY_ENTER]}
        try:
            self._device: Any = evdev.UInput(keys, name=name)
        except evdev.UInputError as error:
            raise OSError(errno.ENODEV, str(error)) from error
        self.path = str(self._device.device.path)
        self._keys = {pair[0]: (code, False) for code, pair in LAYOUT.items()}
        self._keys |= {pair[1]: (code, True) for code, pair in LAYOUT.items() if pair[1] not in self._keys}

    def scan(self, text: str) -> None:
        """Type `text` and Enter. Raises `KeyError` for a character that no US key has."""
        for character in text:
            code, shift = self._keys[character]
            if shift:
                self._device.write(ecodes.EV_KEY, ecodes.KEY_LEFTSHIFT, 1)
            self._press(code)
            if shift:
                self._device.write(ecodes.EV_KEY, ecodes.KEY_LEFTSHIFT, 0)
        self._press(ecodes.KEY_ENTER)

    def _press(self, code: int) -> None:
        for value in (1, 0):
            self._device.write(ecodes.EV_KEY, code, value)
            self._device.syn()

    def close(self) -> None:
        """Unplug it."""
        self._device.close()


class VirtualSerialScanner:
    """A scanner in USB-COM mode; a kiosk opens `path`."""

    def __init__(self) -> None:
        self._master, slave = os.openpty()
        self._ends: tuple[int, ...] = (slave, self._master)
        tty.setraw(slave)
        self.path = os.ttyname(slave)

    def scan(self, text: str) -> None:
        """Send `text` and CR."""
        os.write(self._master, text.encode("ascii", "replace") + b"\r")

    def close(self) -> None:
        """Unplug it. A second time changes nothing: the numbers may be another file's by then."""
        ends, self._ends = self._ends, ()
        for end in ends:
            os.close(end)
