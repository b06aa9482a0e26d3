"""The ground of the idle screen: evening sky over the theme's colour, smooth, drawn once at low resolution."""

from functools import lru_cache

import numpy as np
from kivy.graphics.texture import Texture

from kiosk.theme import rgba

_SIDE = 256


@lru_cache(maxsize=8)
def sky(top: str, bottom: str, sun: str, wide: bool) -> Texture:
    """Return a texture that runs from `top` to `bottom` with a soft sun at the start of its upper third.

    A little noise, less than one step of colour, keeps the gradient from showing bands.
    """
    y, x = np.mgrid[0:_SIDE, 0:_SIDE] / (_SIDE - 1)  # y: 0 at the foot
    high, low, warm = (np.array(rgba(colour)[:3]) for colour in (top, bottom, sun))
    rise = np.clip((y - 0.02) / 0.62, 0, 1)[..., None] ** 1.1
    picture = low + (high - low) * rise
    reach = (1.6, 0.9) if wide else (1.0, 1.5)
    distance = np.hypot((x - 0.7) * reach[0], (y - 0.76) * reach[1] * 0.62)
    glow = np.exp(-((distance / 0.3) ** 2))[..., None] * 0.34
    picture = picture * (1 - glow) + warm * glow if top != bottom else picture
    noise = np.random.default_rng(7).uniform(-0.5, 0.5, picture.shape[:2])[..., None]
    data = np.clip(picture * 255 + noise, 0, 255).astype(np.uint8)
    texture = Texture.create(size=(_SIDE, _SIDE), colorfmt="rgb")
    texture.mag_filter = "linear"
    texture.blit_buffer(data.tobytes(), colorfmt="rgb", bufferfmt="ubyte")
    return texture
