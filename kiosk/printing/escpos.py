"""A picture to ESC/POS bytes: raster bands (`GS v 0`) placed by alignment, blank rows fed by command.

One picture looks the same on every printer and in every script, where code pages do not. Commands after Epson's ESC/POS
Application Programming Guide; their bytes come from python-escpos where it names them.
"""

from __future__ import annotations

import numpy as np
from escpos.constants import GS, HW_INIT, S_RASTER_2H, S_RASTER_2W, S_RASTER_N, S_RASTER_Q, TXT_STYLE
from PIL import Image

from kiosk.printing.bands import Band, find_bands

RESET: bytes = HW_INIT
DOTS_PER_INCH = 203
_MOTION_UNITS: bytes = GS + b"P" + bytes((DOTS_PER_INCH, DOTS_PER_INCH))
"""`GS P 203 203`: one vertical motion unit is one dot row, so that `ESC J n` feeds n rows on every printer."""

_FEED = b"\x1bJ"
_CUT_WITH_FEED: bytes = GS + b"VB"
"""`GS V 66 n`: feed the paper to the cutter and n units more, then cut all but one point."""

TAIL_ROWS = 16


class PictureError(ValueError):
    """The picture is not what a printer takes; the text says why."""


def encode(image: Image.Image) -> bytes:
    """Return the ESC/POS bytes that print `image` (mode "1", 0 is ink, 8 dots to a byte in width) and cut.

    Raises `PictureError` for another mode or a width that is no multiple of 16 dots (alignment would round it).
    """
    if image.mode != "1" or image.width % 16 or not 16 <= image.width <= 2032:
        raise PictureError(f'mode "{image.mode}", {image.width} dots wide: mode "1" and a multiple of 16 are needed')
    ink = ~np.asarray(image, dtype=bool)
    parts = [RESET, _MOTION_UNITS]
    row, place = 0, ""
    for band in find_bands(ink):
        parts.append(_feed(band.top - row))
        if band.place != place:
            parts.append(TXT_STYLE["align"][band.place])
            place = band.place
        parts.append(_raster_header(band))
        parts.append(band.data(ink))
        row = band.bottom
    parts.append(_feed(ink.shape[0] - row))
    parts.append(_CUT_WITH_FEED + bytes((TAIL_ROWS,)))
    return b"".join(parts)


def _raster_header(band: Band) -> bytes:
    header: bytes = {(1, 1): S_RASTER_N, (2, 1): S_RASTER_2W, (1, 2): S_RASTER_2H, (2, 2): S_RASTER_Q}[
        band.wide, band.high
    ]
    row_bytes, rows = (band.last - band.first) // band.wide, (band.bottom - band.top) // band.high
    return header + row_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little")


def _feed(rows: int) -> bytes:
    full, rest = divmod(max(0, rows), 255)
    return (_FEED + b"\xff") * full + (_FEED + bytes((rest,)) if rest else b"")
