"""The typefaces of printed pages, and which of them holds a character.

Vazirmatn carries Arabic and Latin, Roboto carries Cyrillic and Latin; neither carries all three, so a line that mixes
them is set in runs of one face each.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from PIL import ImageFont

from language.shipped import shipped
from sync.protocol.base import Lang

FOLDER = shipped("fonts")


class Weight(StrEnum):
    """Weights used on paper; thermal heads lose strokes thinner than Medium at small sizes."""

    TEXT = "Medium"
    BOLD = "Bold"
    DISPLAY = "ExtraBold"


class FontsMissingError(Exception):
    """The typefaces are not where the program expects them; the text names the folder."""


_FACES = ("Vazirmatn", "Roboto")
_ROBOTO_DISPLAY = "Black"


def face_of(language: Lang) -> str:
    """Return the family in which a page of `language` is set."""
    return "Roboto" if language == "ru" else "Vazirmatn"


@lru_cache(maxsize=256)
def load(face: str, weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """Return a face at `size` dots per em, laid out by raqm. Raises `FontsMissingError`."""
    style = _ROBOTO_DISPLAY if face == "Roboto" and weight is Weight.DISPLAY else weight.value
    path = FOLDER / f"{face}-{style}.ttf"
    try:
        return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)
    except OSError as error:
        raise FontsMissingError(f"{path}: {error}") from error


_SCRIPT_RANGES: dict[str, tuple[tuple[int, int], ...]] = {
    "Roboto": ((0x0400, 0x052F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    "Vazirmatn": ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)),
}


def face_for(character: str, preferred: str) -> str:
    """Return the face that holds `character`: `preferred` unless its script belongs to the other one."""
    point = ord(character)
    for face in _FACES:
        if any(low <= point <= high for low, high in _SCRIPT_RANGES[face]):
            return face
    return preferred
