"""Which parts of a page are worth sending: bands of rows, each cropped to its ink, found by least total bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Place = Literal["left", "center", "right"]

STEP = 8
"""Bands begin and end at multiples of this many rows; finer steps gain under 1 %."""

MAX_ROWS = 128
"""A band never has more rows, so a printer that lost its line waits for 9 kB at most, and small buffers keep up."""

_BAND_BYTES = 64
"""What one more band costs: its header, and the short stop that some printers make between two pictures."""


@dataclass(frozen=True)
class Band:
    """Rows `top` to `bottom` (not included), bytes `first` to `last` (not included) of each row, put at `place`."""

    top: int
    bottom: int
    first: int
    last: int
    place: Place

    @property
    def size(self) -> int:
        """Bytes of raster data."""
        return (self.bottom - self.top) * (self.last - self.first)


def _tight(first: int, last: int, row_bytes: int) -> tuple[int, int, Place]:
    """Return the narrowest crop that alignment alone can place: from an edge, or even about the middle."""
    side = min(first, row_bytes - last)
    choices: list[tuple[int, int, Place]] = [
        (0, last, "left"),
        (first, row_bytes, "right"),
        (side, row_bytes - side, "center"),
    ]
    return min(choices, key=lambda choice: choice[1] - choice[0])


def find_bands(packed: NDArray[np.uint8]) -> list[Band]:
    """Return the bands that hold all ink of `packed` (rows x bytes, 1 bits are ink), top to bottom."""
    rows, row_bytes = packed.shape
    blocks = _blocks(packed)
    best: list[float] = [0.0] + [float("inf")] * len(blocks)
    choice: list[tuple[int, Band | None]] = [(0, None)] * (len(blocks) + 1)
    for end in range(1, len(blocks) + 1):
        if blocks[end - 1] is None:
            best[end], choice[end] = best[end - 1], (end - 1, None)
            continue
        first, last = row_bytes, 0
        for start in range(end - 1, max(-1, end - 1 - MAX_ROWS // STEP), -1):
            block = blocks[start]
            if block is None:
                continue
            first, last = min(first, block[0]), max(last, block[1])
            low, high, place = _tight(first, last, row_bytes)
            band = Band(start * STEP, min(end * STEP, rows), low, high, place)
            cost = best[start] + band.size + _BAND_BYTES
            if cost < best[end]:
                best[end], choice[end] = cost, (start, band)
    return _trim(packed, _walk(choice))


def _blocks(packed: NDArray[np.uint8]) -> list[tuple[int, int] | None]:
    """Return first and last byte column with ink for each block of `STEP` rows, or None for a blank block."""
    blocks: list[tuple[int, int] | None] = []
    for top in range(0, packed.shape[0], STEP):
        columns = np.flatnonzero(packed[top : top + STEP].any(axis=0))
        blocks.append((int(columns[0]), int(columns[-1]) + 1) if columns.size else None)
    return blocks


def _walk(choice: list[tuple[int, Band | None]]) -> list[Band]:
    bands: list[Band] = []
    at = len(choice) - 1
    while at > 0:
        at, band = choice[at]
        if band is not None:
            bands.append(band)
    bands.reverse()
    return bands


def _trim(packed: NDArray[np.uint8], bands: list[Band]) -> list[Band]:
    """Drop blank rows at the upper and lower edge of each band."""
    trimmed = []
    for band in bands:
        inked = np.flatnonzero(packed[band.top : band.bottom].any(axis=1))
        top, bottom = band.top + int(inked[0]), band.top + int(inked[-1]) + 1
        trimmed.append(Band(top, bottom, band.first, band.last, band.place))
    return trimmed
