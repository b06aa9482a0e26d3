"""A scanner on a serial port, or in USB-COM mode: the better choice, since it cannot type into anything."""

from __future__ import annotations

import errno
import os
import select
import termios

import serial

from kiosk.devices.scanner.framing import Framer
from kiosk.devices.scanner.loop import LoopScanner, Source

BAUD = 9600
"""What scanners come with; a port in USB-COM mode takes any."""


class SerialScanner(LoopScanner):
    """Reads codes ended by CR or LF from `device`."""

    def __init__(self, device: str, desk_host: str = "", baud: int = BAUD) -> None:
        super().__init__("serial", desk_host)
        self._device = device
        self._baud = baud

    def open_source(self) -> Source:
        """Open the port for this process alone."""
        try:
            port = serial.Serial(self._device, self._baud, timeout=0, exclusive=True)
        except (ValueError, termios.error) as error:
            raise OSError(errno.EINVAL, str(error)) from error
        return _Port(port)


class _Port:
    def __init__(self, port: serial.Serial) -> None:
        self._port = port
        self._framer = Framer()

    def read(self, timeout: float) -> list[bytes]:
        fd = self._port.fileno()
        ready, _, _ = select.select([fd], [], [], timeout)
        if not ready:
            return []
        data = os.read(fd, 4096)
        if not data:
            raise OSError(errno.ENODEV, "the port is gone")
        return self._framer.feed(data)

    def close(self) -> None:
        self._port.close()
