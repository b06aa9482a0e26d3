"""The paper in the virtual printer: dots in rows, torn off at a cut."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Rows = NDArray[np.bool_]
CELL = (12, 24)
"""Width and height of one character of font A, in dots."""


class Paper:
    """An endless roll `dots` wide. True is ink."""

    def __init__(self, dots: int) -> None:
        self.dots = dots
        self._parts: list[Rows] = []

    @property
    def length(self) -> int:
        """Rows since the last cut."""
        return sum(part.shape[0] for part in self._parts)

    def feed(self, rows: int) -> None:
        """Move on without ink."""
        if rows > 0:
            self._parts.append(np.zeros((rows, self.dots), dtype=bool))

    def ink(self, picture: Rows, left: int) -> None:
        """Print rows of dots from column `left`; what does not fit on the paper is lost, as in a real printer."""
        strip = np.zeros((picture.shape[0], self.dots), dtype=bool)
        room = max(0, min(picture.shape[1], self.dots - left))
        strip[:, left : left + room] = picture[:, :room]
        self._parts.append(strip)

    def line(self, text: str) -> None:
        """Print a line of plain text in a face of its own: only so that stray text is seen."""
        image = Image.new("1", (self.dots, CELL[1]), 0)
        ImageDraw.Draw(image).text((0, 4), text, fill=1, font=ImageFont.load_default())
        self._parts.append(np.asarray(image, dtype=bool))

    def cut(self) -> Image.Image | None:
        """Return what was printed since the last cut as a mode "1" picture (0 is ink), None when that is nothing."""
        if not self._parts:
            return None
        rows = np.vstack(self._parts)
        self._parts = []
        return Image.fromarray(np.where(rows, 0, 255).astype(np.uint8)).convert("1", dither=Image.Dither.NONE)
