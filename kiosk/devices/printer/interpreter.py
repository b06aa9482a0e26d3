"""Carries out ESC/POS commands in order, as the head and the cutter of a thermal printer would.

It keeps its place within a half-received command, also when the line is cut in between: that is what makes a broken
page spoil the next one on a real printer.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from kiosk.devices.printer.paper import Paper

DPI = 203
_ROWS_AT_ONCE = 16
_POWER_ON_UNIT = 360
"""Vertical motion unit after power-on, in parts of an inch; many models differ from the dot here."""

# Bytes after the two of the command itself.
_ESC_LENGTHS = dict.fromkeys(b"!-EGMJd3atR{Vr =SUi", 1) | dict.fromkeys(b"@2mi", 0) | {ord("$"): 2, ord("\\"): 2}
_ESC_LENGTHS |= {ord("p"): 3, ord("c"): 2}
_GS_LENGTHS = dict.fromkeys(b"!BarIHhwfb|", 1) | dict.fromkeys(b"PLW", 2)


class Interpreter:
    """Takes bytes by `feed`; `run` carries out what is complete and returns how many bytes that used."""

    def __init__(
        self,
        dots: int,
        on_slip: Callable[[Image.Image], None],
        on_answer: Callable[[str, int], None],
    ) -> None:
        self.paper = Paper(dots)
        self.unknown = 0
        """Bytes that belonged to no known command and were printed as text or skipped."""
        self._on_slip = on_slip
        self._on_answer = on_answer
        self._buffer = bytearray()
        self._raster: tuple[int, int, int] | None = None  # bytes a row, rows left, mode
        self._line = ""
        self._reset()

    def _reset(self) -> None:
        self._align = 0
        self._unit = _POWER_ON_UNIT
        self._line_feed = 30
        self._line = ""

    @property
    def waiting(self) -> int:
        """Bytes received and not yet carried out."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Put received bytes into the buffer."""
        self._buffer += data

    def power_off(self) -> None:
        """Forget the buffer and the place in it; the paper keeps what is on it."""
        self._buffer.clear()
        self._raster = None
        self._reset()

    def step(self) -> bool:
        """Carry out one command, or some rows of a picture; return False when bytes are missing."""
        if self._raster is not None:
            return self._raster_rows(*self._raster)
        if not self._buffer:
            return False
        first = self._buffer[0]
        if first == 0x1B:
            return self._escape()
        if first == 0x1D:
            return self._group()
        if first == 0x10:
            return self._data_link()
        self._take(1)
        if first == 0x0A:
            self._print_line()
        elif first >= 0x20:
            self._line += bytes((first,)).decode("cp437")
            self.unknown += 1
        return True

    def _take(self, count: int) -> bytes:
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        return data

    def _dots(self, units: int) -> int:
        return round(units * DPI / self._unit)

    def _print_line(self) -> None:
        if self._line:
            self.paper.line(self._line)
            self._line = ""
        else:
            self.paper.feed(self._line_feed)

    def _data_link(self) -> bool:
        """Real-time commands were answered on arrival; in order they are nothing."""
        if len(self._buffer) < 3:
            return False
        self._take(3)
        return True

    def _escape(self) -> bool:
        if len(self._buffer) < 2:
            return False
        code = self._buffer[1]
        length = _ESC_LENGTHS.get(code)
        if length is None:
            self.unknown += 1
            self._take(1)
            return True
        if len(self._buffer) < 2 + length:
            return False
        argument = self._take(2 + length)[2:]
        if code == ord("@"):
            self._reset()
        elif code == ord("a"):
            self._align = argument[0] % 48
        elif code == ord("J"):
            self.paper.feed(self._dots(argument[0]))
        elif code == ord("d"):
            self.paper.feed(argument[0] * self._line_feed)
        return True

    def _group(self) -> bool:
        if len(self._buffer) < 2:
            return False
        code = self._buffer[1]
        if code == ord("v"):
            return self._start_raster()
        if code == ord("V"):
            return self._cut()
        if code == ord("("):
            return self._skip_function()
        length = _GS_LENGTHS.get(code)
        if length is None:
            self.unknown += 1
            self._take(1)
            return True
        if len(self._buffer) < 2 + length:
            return False
        argument = self._take(2 + length)[2:]
        if code == ord("P"):
            self._unit = argument[1] or _POWER_ON_UNIT
        elif code == ord("r"):
            self._on_answer("in-order", argument[0])
        elif code == ord("a"):
            self._on_answer("automatic", argument[0])
        return True

    def _skip_function(self) -> bool:
        if len(self._buffer) < 5:
            return False
        length = int.from_bytes(self._buffer[3:5], "little")
        if len(self._buffer) < 5 + length:
            return False
        self._take(5 + length)
        return True

    def _cut(self) -> bool:
        if len(self._buffer) < 3:
            return False
        with_feed = self._buffer[2] in (65, 66, 97, 98, 103, 104)
        if with_feed and len(self._buffer) < 4:
            return False
        arguments = self._take(4 if with_feed else 3)
        if with_feed:
            self.paper.feed(self._dots(arguments[3]))
        slip = self.paper.cut()
        if slip is not None:
            self._on_slip(slip)
        return True

    def _start_raster(self) -> bool:
        if len(self._buffer) < 8:
            return False
        header = self._take(8)
        row_bytes, rows = int.from_bytes(header[4:6], "little"), int.from_bytes(header[6:8], "little")
        if row_bytes and rows:
            self._raster = (row_bytes, rows, header[3] % 48)
        return True

    def _raster_rows(self, row_bytes: int, rows: int, mode: int) -> bool:
        """Print the whole rows that are there, a few at a time."""
        count = min(rows, len(self._buffer) // row_bytes, _ROWS_AT_ONCE)
        if not count:
            return False
        packed = np.frombuffer(self._take(count * row_bytes), dtype=np.uint8).reshape(count, row_bytes)
        dots = np.unpackbits(packed, axis=1).astype(bool)
        dots = dots.repeat(2 if mode & 1 else 1, axis=1).repeat(2 if mode & 2 else 1, axis=0)
        free = max(0, self.paper.dots - dots.shape[1])
        self.paper.ink(dots, (0, free // 2, free)[self._align if self._align < 3 else 0])
        self._raster = (row_bytes, rows - count, mode) if rows > count else None
        return True
