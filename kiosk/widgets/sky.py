"""The ground of the idle screen: evening sky over the theme's colour, smooth, drawn once at low resolution.

Plain Python: it is the first picture of all, and numpy takes longer to load than this to be drawn.
"""

from functools import lru_cache
from math import exp
from random import Random

from kivy.graphics.texture import Texture

from kiosk.theme import rgba

_SIDE = 128
_GLOW = 0.34


@lru_cache(maxsize=8)
def sky(top: str, bottom: str, sun: str, wide: bool) -> Texture:
    """Return a texture that runs from `top` to `bottom` with a soft sun at the start of its upper third.

    A little noise, less than one step of colour, keeps the gradient from showing bands.
    """
    texture = Texture.create(size=(_SIDE, _SIDE), colorfmt="rgb")
    texture.mag_filter = "linear"
    texture.blit_buffer(_picture(top, bottom, sun, wide), colorfmt="rgb", bufferfmt="ubyte")
    return texture


def _picture(top: str, bottom: str, sun: str, wide: bool) -> bytes:
    """Return rows of RGB from the foot up. The glow is a Gaussian, so its two directions are worked out apart."""
    steps = [i / (_SIDE - 1) for i in range(_SIDE)]
    across, up = (1.6, 0.9) if wide else (1.0, 1.5)
    glow_x = [exp(-(((x - 0.7) * across / 0.3) ** 2)) for x in steps]
    high, low, warm = ([255 * part for part in rgba(colour)[:3]] for colour in (top, bottom, sun))
    dither = Random(7).random
    data = bytearray()
    for y in steps:
        rise = min(1.0, max(0.0, (y - 0.02) / 0.62)) ** 1.1
        glow_y = _GLOW * exp(-(((y - 0.76) * up * 0.62 / 0.3) ** 2)) if top != bottom else 0.0
        red, green, blue = (under + (over - under) * rise for under, over in zip(low, high, strict=True))
        to_red, to_green, to_blue = (warm[0] - red) * glow_y, (warm[1] - green) * glow_y, (warm[2] - blue) * glow_y
        for glow in glow_x:
            grain = dither()
            for value in (red + to_red * glow + grain, green + to_green * glow + grain, blue + to_blue * glow + grain):
                data.append(int(value) if value < 255 else 255)
    return bytes(data)
