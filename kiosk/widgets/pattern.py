"""The one ornament: a pattern of eight-pointed stars, as on Persian tiles, to be laid over the header at a tenth."""

import math
from functools import lru_cache

from kivy.graphics.texture import Texture

_OVERSAMPLING = 4


@lru_cache(maxsize=4)
def tile(side: int) -> Texture:
    """Return one repeating tile of `side` px, white lines on nothing."""
    from PIL import Image, ImageDraw  # not for the idle screen, which is the first picture and has no tile

    big = side * _OVERSAMPLING
    image = Image.new("L", (big, big), 0)
    draw = ImageDraw.Draw(image)
    width = max(1, round(big / 46))
    for cx, cy in ((0, 0), (big, 0), (0, big), (big, big), (big / 2, big / 2)):
        _star(draw, cx, cy, big * 0.34, width)
        _star(draw, cx, cy, big * 0.17, max(1, width // 2))
    image = image.resize((side, side), Image.Resampling.LANCZOS)
    data = bytearray()
    for alpha in image.tobytes():
        data += bytes((255, 255, 255, alpha))
    texture = Texture.create(size=(side, side), colorfmt="rgba")
    texture.blit_buffer(bytes(data), colorfmt="rgba", bufferfmt="ubyte")
    texture.wrap = "repeat"
    return texture


def _star(draw, cx, cy, radius, width):
    for turn in (0, math.pi / 4):
        corners = [
            (cx + radius * math.cos(turn + i * math.pi / 2), cy + radius * math.sin(turn + i * math.pi / 2))
            for i in range(4)
        ]
        draw.line([*corners, corners[0]], fill=255, width=width, joint="curve")
