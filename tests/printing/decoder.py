"""An ESC/POS decoder of the tests' own, written from Epson's command reference and sharing nothing with the product.

Strict on purpose: a byte that belongs to no command of the reference raises, so a page can hide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image


class DecodeError(Exception):
    """The bytes are not what the command reference allows; the text says where."""


@dataclass
class Job:
    """What a printer of `width` dots at 203 dpi made of the bytes."""

    width: int
    pages: list[Image.Image] = field(default_factory=list)
    cuts: int = 0


class _Printer:
    def __init__(self, data: bytes, width: int) -> None:
        self.data, self.at, self.job = data, 0, Job(width)
        self.strips: list[Image.Image] = []
        self.defaults()

    def defaults(self) -> None:
        self.justification, self.vertical_unit = 0, 1 / 360

    def byte(self) -> int:
        if self.at >= len(self.data):
            raise DecodeError("the bytes end within a command")
        self.at += 1
        return self.data[self.at - 1]

    def word(self) -> int:
        low = self.byte()
        return low + 256 * self.byte()

    def run(self) -> Job:
        while self.at < len(self.data):
            start = self.at
            lead = self.byte()
            if lead == 0x1B:
                self.escape(self.byte(), start)
            elif lead == 0x1D:
                self.group(self.byte(), start)
            else:
                raise DecodeError(f"byte {lead:#04x} at {start} belongs to no command")
        if self.strips:
            raise DecodeError("the page is not cut")
        return self.job

    def escape(self, code: int, start: int) -> None:
        if code == 0x40:
            self.defaults()
        elif code == 0x61:
            self.justification = {0: 0, 1: 1, 2: 2, 48: 0, 49: 1, 50: 2}[self.byte()]
        elif code == 0x4A:
            self.feed(self.byte())
        else:
            raise DecodeError(f"ESC {code:#04x} at {start}")

    def group(self, code: int, start: int) -> None:
        if code == 0x50:
            self.byte()
            self.vertical_unit = 1 / self.byte()
        elif code == 0x76:
            if self.byte() != 0x30:
                raise DecodeError(f"GS v at {start} is not GS v 0")
            self.raster(self.byte())
        elif code == 0x56:
            mode = self.byte()
            if mode in (65, 66):
                self.feed(self.byte())
            elif mode not in (0, 1, 48, 49):
                raise DecodeError(f"GS V {mode} at {start}")
            self.cut()
        else:
            raise DecodeError(f"GS {code:#04x} at {start}")

    def feed(self, units: int) -> None:
        rows = units * self.vertical_unit * 203
        if abs(rows - round(rows)) > 0.01:
            raise DecodeError(f"a feed of {rows:.2f} rows: paper moves in whole rows")
        self.strips.append(Image.new("1", (self.job.width, round(rows)), 1))

    def raster(self, mode: int) -> None:
        mode = mode - 48 if mode >= 48 else mode
        row_bytes, rows = self.word(), self.word()
        if not (1 <= row_bytes <= 65535 and 1 <= rows <= 2047):
            raise DecodeError(f"a raster of {row_bytes} bytes by {rows} rows is outside the reference's range")
        end = self.at + row_bytes * rows
        if end > len(self.data):
            raise DecodeError("the bytes end within a raster")
        inverted = bytes(255 - byte for byte in self.data[self.at : end])
        self.at = end
        picture = Image.frombytes("1", (row_bytes * 8, rows), inverted)
        picture = picture.resize((picture.width << (mode & 1), picture.height << (mode >> 1)), Image.Resampling.NEAREST)
        if picture.width > self.job.width:
            raise DecodeError(f"a raster of {picture.width} dots does not fit on {self.job.width}")
        strip = Image.new("1", (self.job.width, picture.height), 1)
        free = self.job.width - picture.width
        strip.paste(picture, ([0, free // 2, free][self.justification], 0))
        self.strips.append(strip)

    def cut(self) -> None:
        page = Image.new("1", (self.job.width, sum(strip.height for strip in self.strips)), 1)
        y = 0
        for strip in self.strips:
            page.paste(strip, (0, y))
            y += strip.height
        self.job.pages.append(page)
        self.strips = []
        self.job.cuts += 1


def decode(data: bytes, width: int) -> Job:
    """Return what a printer of `width` dots prints for `data`. Raises `DecodeError`."""
    return _Printer(data, width).run()


def page_of(data: bytes, width: int, height: int) -> Image.Image:
    """Return the only page of `data`, its first `height` rows; what follows must be white."""
    job = decode(data, width)
    if len(job.pages) != 1:
        raise DecodeError(f"{len(job.pages)} pages where one was expected")
    page = job.pages[0]
    rest = page.crop((0, height, width, page.height))
    if rest.height and rest.convert("L").getextrema() != (255, 255):
        raise DecodeError("there is ink below the page")
    return page.crop((0, 0, width, height))
