"""QR symbols for paper (ISO/IEC 18004): level H, whole dots to a module, four modules of quiet zone."""

from __future__ import annotations

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_H

QUIET_MODULES = 4
MIN_MODULE_DOTS = 4
"""0.5 mm at 203 dpi: smaller modules bleed into each other on worn heads."""


class QrTooLargeError(ValueError):
    """The text needs more modules than the paper holds at the smallest allowed module."""


def symbol(text: str, paper_dots: int, wanted_dots: int) -> Image.Image:
    """Return a mode "1" picture of the QR with its quiet zone.

    The module has `wanted_dots`, or fewer where the paper is too narrow, never less than `MIN_MODULE_DOTS`. Addresses
    come in capitals, so that the alphanumeric mode pays for level H. Raises `QrTooLargeError`.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_H, border=QUIET_MODULES, box_size=1)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    side = len(matrix)
    module = min(wanted_dots, paper_dots // side) & ~1  # even, so that it can be sent at half size, doubled in print
    if module < MIN_MODULE_DOTS:
        raise QrTooLargeError(
            f"{len(text)} characters need {side} modules of {MIN_MODULE_DOTS} dots; there are {paper_dots}"
        )
    small = Image.new("1", (side, side), 1)
    small.putdata([0 if dark else 1 for row in matrix for dark in row])
    return small.resize((side * module, side * module), Image.Resampling.NEAREST)
