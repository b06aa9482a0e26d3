"""The office's logo in black and white, and a stand-in for offices that have not given one."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, UnidentifiedImageError

MAX_SOURCE_PIXELS = 4_000_000
_DRAWN_LARGER = 4


def logo(data: bytes | None, width: int, height: int) -> Image.Image:
    """Return the logo as an "L" picture of pure black and white within `width` x `height` dots, dithered.

    With no data, or data that is no picture, it is the sign of an institution: a ticket must not fail for its logo.
    """
    source = _open(data) if data else None
    if source is None:
        return _institution(min(width, height))
    source.thumbnail((width, height), Image.Resampling.LANCZOS)
    return source.convert("1", dither=Image.Dither.FLOYDSTEINBERG).convert("L")


def _open(data: bytes) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MAX_SOURCE_PIXELS:
                return None
            shown = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    paper = Image.new("RGBA", shown.size, "white")
    paper.alpha_composite(shown)
    return paper.convert("L")


def _institution(side: int) -> Image.Image:
    """Draw a gable on four columns, `side` dots wide and high."""
    big = side * _DRAWN_LARGER
    image = Image.new("L", (big, big), 255)
    draw = ImageDraw.Draw(image)

    def at(x: float, y: float) -> tuple[float, float]:
        return x * big, y * big

    draw.polygon([at(0.5, 0.02), at(0.98, 0.28), at(0.98, 0.36), at(0.02, 0.36), at(0.02, 0.28)], fill=0)
    for left in (0.10, 0.335, 0.565, 0.80):
        draw.rectangle([at(left, 0.42), at(left + 0.10, 0.76)], fill=0)
    draw.rectangle([at(0.06, 0.79), at(0.94, 0.85)], fill=0)
    draw.rectangle([at(0.0, 0.88), at(1.0, 0.98)], fill=0)
    return image.resize((side, side), Image.Resampling.LANCZOS).point(lambda level: 255 if level > 128 else 0)
