"""Runs of text measured and drawn by Kivy's text provider, white, to be tinted where shown."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture

from kiosk.text.cache import BoundedCache


class Picture(NamedTuple):
    """A drawn run; `width` and `height` are those it is shown with, in px."""

    texture: Texture
    width: float
    height: float


FINE_BELOW: Final = 72
"""Text smaller than this many px is drawn at twice its size and shown at half.

SDL_ttf moves on by whole pixels from glyph to glyph, which at reading sizes makes lines up to 4 %
too wide and spaces letters unevenly; half pixels bring 99 of 100 lines within 2 % of HarfBuzz.
"""

TEXTURE_BYTES: Final = 48 * 1024 * 1024
_TEXTURES: Final[BoundedCache[tuple[str, str, int], Picture]] = BoundedCache(TEXTURE_BYTES)
_FALSE_LIGATURE: Final = re.compile("([\ufedf\ufee0][\u064b-\u065f\u0670]*)(?=[\ufb51\ufe82\ufe84\ufe88\ufe8e])")


def drawable(text: str) -> str:
    """Return a display string with ZWNJ where the font would see a lam-alef that is none.

    An alef before a lam («سال») stands behind it in visual order, and the font's ligatures know
    visual neighbours only: without this «سالم» is drawn as «سلام».
    """
    if "\ufedf" in text or "\ufee0" in text:
        return _FALSE_LIGATURE.sub("\\1\u200c", text)
    return text


def _times(size: int) -> int:
    return 2 if size < FINE_BELOW else 1


class _Pen(CoreLabel):
    """One font at one size, for measuring. Kivy asks for the font's id at each measure and puts it together anew."""

    def __init__(self, font: str, size: int) -> None:
        super().__init__(font_name=font, font_size=size * _times(size), color=(1, 1, 1, 1))
        self.resolve_font_name()
        self._font_id = super()._get_font_id()

    def _get_font_id(self) -> str:
        return self._font_id


@lru_cache(maxsize=128)
def _pen(font: str, size: int) -> _Pen:
    return _Pen(font, size)


@lru_cache(maxsize=16384)
def measure_run(text: str, font: str, size: int) -> float:
    """Return the width of a display string in px."""
    width: float = _pen(font, size).get_extents(drawable(text))[0]
    return width / _times(size)


@lru_cache(maxsize=128)
def vertical(font: str, size: int) -> tuple[float, float]:
    """Return `(ascent, descent)` of a font in px above and below its base line, both positive."""
    pen = _pen(font, size)
    return pen.get_ascent() / _times(size), abs(pen.get_descent()) / _times(size)


def picture(text: str, font: str, size: int) -> Picture:
    """Return a display string drawn in white. Its base line is `ascent` px below its top."""
    key = (text, font, size)
    found = _TEXTURES.get(key)
    if found is None:
        times = _times(size)
        label = CoreLabel(text=drawable(text), font_name=font, font_size=size * times, color=(1, 1, 1, 1))
        label.refresh()
        texture = label.texture
        found = Picture(texture, texture.width / times, texture.height / times)
        _TEXTURES.put(key, found, texture.width * texture.height * 4)
    return found


def forget() -> None:
    """Let go of all kept textures and widths, at the end of a visit: they show what was typed."""
    _TEXTURES.clear()
    measure_run.cache_clear()
