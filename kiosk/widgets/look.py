"""How everything on one screen is to look: theme, language, text scale, the panel's true millimetres, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.theme import Rgba, Theme, rgba
from language import is_rtl
from sync.protocol.base import Lang

REFERENCE_MM = 337.0
"""The short side of the panel for which the sizes in `kiosk.theme` were drawn (27", 16:9)."""
USUAL_VIEWING_MM = 600.0
"""The distance of the eye for which the letters were drawn."""
_NEAREST, _FARTHEST = 0.8, 1.5
_LEAST_FIT, _MOST_FIT = 0.6, 1.5
CAP_HEIGHT = 0.7
"""Capitals are about so much of a font's size."""
_ALEF = 1.04
"""Alef is lower than a capital: letters of the least size are so much larger in Persian and Arabic (A9)."""
_LEAST_TOKENS = ("body", "note", "bar")
_HELD_WHERE_LOW = ("title", "low_title", "strong", "heading")
_LOW_LIMIT = 1.25
"""On a low screen titles and buttons, large already, grow no more than so: what is read below them needs the room."""
LEAST_CAPITALS_MM = 7.3
"""Nothing that must be read to act is smaller (A9: 0.7 degrees at 600 mm)."""


@dataclass(frozen=True)
class Look:
    """`width` and `height` of the window in px; `width_mm` its true width; `scale` of text 1.0, 1.3 or 1.6."""

    theme: Theme
    lang: Lang
    width: int
    height: int
    width_mm: float
    scale: float = 1.0
    reduce_motion: bool = False
    viewing_mm: float = USUAL_VIEWING_MM

    @property
    def px_per_mm(self) -> float:
        """Pixels in a millimetre of the panel."""
        return self.width / self.width_mm

    @property
    def landscape(self) -> bool:
        """Whether the panel is wider than high."""
        return self.width > self.height

    @property
    def rtl(self) -> bool:
        """Whether the page starts at the right."""
        return is_rtl(self.lang)

    @property
    def fit(self) -> float:
        """How much larger or smaller than the reference panel this one is."""
        short = min(self.width, self.height) / self.px_per_mm
        return max(_LEAST_FIT, min(_MOST_FIT, short / REFERENCE_MM))

    @property
    def eye(self) -> float:
        """How much larger letters are because the eye is farther away than usual (A9)."""
        return max(_NEAREST, min(_FARTHEST, self.viewing_mm / USUAL_VIEWING_MM))

    def mm(self, millimetres: float) -> int:
        """Return true millimetres in px."""
        return round(millimetres * self.px_per_mm)

    def space(self, name: str) -> int:
        """Return a distance of the theme in px; targets and gaps keep their true size on every panel.

        Where the panel is wider than high, height is dear: a token `low_<name>` then takes the place of `<name>`.
        """
        if self.landscape and hasattr(self.theme.space, f"low_{name}"):
            name = f"low_{name}"
        value: float = getattr(self.theme.space, name)
        if name in ("target", "apart", "focus"):
            return self.mm(value)
        return max(1, self.mm(value * self.fit))

    def radius(self, name: str) -> int:
        """Return a corner's radius in px."""
        value: float = getattr(self.theme.radius, name)
        return self.mm(value * self.fit)

    def font(self, name: str, limit: float = 2.0) -> int:
        """Return a size of type in px at the visitor's text scale (`limit` holds it for the bars)."""
        if self.landscape and hasattr(self.theme.type, f"low_{name}"):
            name = f"low_{name}"
        value: float = getattr(self.theme.type, name) * self.fit * (_ALEF if self._raised(name) else 1.0)
        least = LEAST_CAPITALS_MM / CAP_HEIGHT * 0.78
        if self.landscape and name in _HELD_WHERE_LOW:
            limit = min(limit, _LOW_LIMIT)
        return self.mm(max(value, least) * self.eye * min(self.scale, limit))

    def _raised(self, name: str) -> bool:
        return self.rtl and name in _LEAST_TOKENS

    def colour(self, token: str, alpha: float = 1.0) -> Rgba:
        """Return a colour of the theme by its token."""
        return rgba(getattr(self.theme.colours, token), alpha)
