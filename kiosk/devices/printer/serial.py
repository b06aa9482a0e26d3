"""A printer on a serial port, also behind a USB adapter: 8 data bits, no parity, 1 stop bit."""

from __future__ import annotations

import contextlib
import termios
from typing import Literal

import serial

from kiosk.devices.printer.link import FdLink, LinkError

Flow = Literal["none", "hardware", "software"]


def open_serial(device: str, baud: int, flow: Flow) -> FdLink:
    """Open `device` for this process alone; a port that is not there or taken raises `LinkError`.

    pyserial sets the line up; bytes then go through `FdLink`, because pyserial's own writes and reads wait for ever or
    for all that was asked.
    """
    try:
        port = serial.Serial(
            device, baud, timeout=0, rtscts=flow == "hardware", xonxoff=flow == "software", exclusive=True
        )
        port.reset_input_buffer()
    except (OSError, ValueError, termios.error) as error:  # SerialException is an OSError, termios.error is none
        raise LinkError(f"{device}: {getattr(error, 'strerror', None) or error}") from error
    return FdLink(port.fileno(), lambda: _close(port))


def _close(port: serial.Serial) -> None:
    try:
        # What a stuck printer has not taken must not keep close() waiting. A pulled cable raises termios.error.
        with contextlib.suppress(OSError, termios.error):
            port.reset_output_buffer()
        port.close()
    except OSError:
        return
