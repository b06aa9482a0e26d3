"""Which parts of a page are worth sending: bands of rows, each cropped to its ink, found by least total bytes.

`GS v 0` prints at a place given by alignment alone, so a crop lies at the left edge, at the right edge or about the
middle. Bands made of 2 x 2 blocks (a QR, a rule) go at half size and are doubled by the printer: the same dots for a
quarter of the bytes. Bands whose rows come in equal pairs (the number) are doubled in height alone, for half of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Place = Literal["left", "center", "right"]
Scale = Literal[1, 2]
Dots = NDArray[np.bool_]

STEP = 8
"""Bands begin and end at multiples of this many rows; finer steps gain under 1 %."""

MAX_ROWS = 128
"""A band never has more rows, so a printer that lost its line waits for 9 kB at most, and small buffers keep up."""

_BAND_BYTES = 64
"""What one more band costs: its header, and the short stop that some printers make between two pictures."""


@dataclass(frozen=True)
class Band:
    """Rows `top` to `bottom` and bytes `first` to `last` of the full width (ends not included), put at `place`.

    `wide` 2 stands for sending every second dot of a row, `high` 2 for every second row, doubled by the printer.
    """

    top: int
    bottom: int
    first: int
    last: int
    place: Place
    wide: Scale = 1
    high: Scale = 1

    @property
    def size(self) -> int:
        """Bytes of raster data."""
        return (self.bottom - self.top) // self.high * ((self.last - self.first) // self.wide)

    def data(self, ink: Dots) -> bytes:
        """Return the raster bytes of this band of `ink`."""
        part = ink[self.top : self.bottom : self.high, self.first * 8 : self.last * 8 : self.wide]
        return np.packbits(part, axis=1).tobytes()


@dataclass(frozen=True)
class _Block:
    """`STEP` rows with ink between bytes `first` and `last`.

    `paired` where its rows come in equal pairs, `coarse` where besides its dots do: all of it is 2 x 2 dots.
    """

    first: int
    last: int
    paired: bool
    coarse: bool


def find_bands(ink: Dots) -> list[Band]:
    """Return the bands that hold all of `ink` (rows x dots, True is ink, a multiple of 16 dots wide), top to bottom."""
    blocks = _blocks(ink)
    row_bytes = ink.shape[1] // 8
    best: list[float] = [0.0] + [float("inf")] * len(blocks)
    choice: list[tuple[int, Band | None]] = [(0, None)] * (len(blocks) + 1)
    for end in range(1, len(blocks) + 1):
        if blocks[end - 1] is None:
            best[end], choice[end] = best[end - 1], (end - 1, None)
            continue
        for start, band in _bands_ending(blocks, end, row_bytes, ink.shape[0]):
            cost = best[start] + band.size + _BAND_BYTES
            if cost < best[end]:
                best[end], choice[end] = cost, (start, band)
    return [_trim(ink, band) for band in _walk(choice)]


def _blocks(ink: Dots) -> list[_Block | None]:
    blocks: list[_Block | None] = []
    for top in range(0, ink.shape[0], STEP):
        part = ink[top : top + STEP]
        columns = np.flatnonzero(part.any(axis=0))
        if not columns.size:
            blocks.append(None)
            continue
        paired = part.shape[0] % 2 == 0 and np.array_equal(part[::2], part[1::2])
        coarse = paired and np.array_equal(part[:, ::2], part[:, 1::2])
        blocks.append(_Block(int(columns[0]) // 8, int(columns[-1]) // 8 + 1, paired, coarse))
    return blocks


def _bands_ending(blocks: list[_Block | None], end: int, row_bytes: int, rows: int) -> list[tuple[int, Band]]:
    """Return each band that ends before block `end`, with the block where it starts."""
    found: list[tuple[int, Band]] = []
    first, last, paired, coarse = row_bytes, 0, True, True
    for start in range(end - 1, max(-1, end - 1 - MAX_ROWS // STEP), -1):
        block = blocks[start]
        if block is None:
            continue
        first, last = min(first, block.first), max(last, block.last)
        paired, coarse = paired and block.paired, coarse and block.coarse
        wide: Scale = 2 if coarse else 1
        low, end_byte, place = _crop(first, last, row_bytes, wide)
        found.append((start, Band(start * STEP, min(end * STEP, rows), low, end_byte, place, wide, 2 if paired else 1)))
    return found


def _crop(first: int, last: int, row_bytes: int, scale: int) -> tuple[int, int, Place]:
    """Return the narrowest crop that alignment can place, in whole bytes also at half size."""
    first -= first % scale
    last += last % scale
    side = min(first, row_bytes - last)
    choices: list[tuple[int, int, Place]] = [
        (0, last, "left"),
        (first, row_bytes, "right"),
        (side, row_bytes - side, "center"),
    ]
    return min(choices, key=lambda choice: choice[1] - choice[0])


def _walk(choice: list[tuple[int, Band | None]]) -> list[Band]:
    bands: list[Band] = []
    at = len(choice) - 1
    while at > 0:
        at, band = choice[at]
        if band is not None:
            bands.append(band)
    bands.reverse()
    return bands


def _trim(ink: Dots, band: Band) -> Band:
    """Drop blank rows at the upper and lower edge."""
    inked = np.flatnonzero(ink[band.top : band.bottom].any(axis=1))
    top, bottom = int(inked[0]), int(inked[-1]) + 1
    top -= top % band.high
    bottom += bottom % band.high
    return replace(band, top=band.top + top, bottom=band.top + bottom)
