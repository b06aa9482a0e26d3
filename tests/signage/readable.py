"""From how far the called number can be read on every usual panel, with no pixels; a process of its own.

Prints one JSON line a panel: metres at which capitals are 0.7 degrees high (EN 301 549 5.1.4; alef in Persian, A9).
"""

# ruff: noqa: E402 (Kivy must be prepared before anything of it is imported)
from __future__ import annotations

import json
import math
import sys
from typing import Any

from tests.signage.unseen import pretend

pretend((1920, 1080))

from kiosk.config import Screen, Settings
from kiosk.screens.board_gallery import BoardGallery
from kiosk.screens.driver import visible_texts
from kiosk.screens.sample import sample_catalogue
from kiosk.screens.shoot import NOW
from kiosk.widgets.bidi_label import BidiLabel
from language import is_rtl
from sync.protocol.base import LANGS

CAPITALS = {True: 0.685, False: 0.711}
"""Height of alef and of capitals as a share of the type's size in Vazirmatn."""
WIDE_MM = 952.0
"""A 43 inch panel."""


def main() -> None:
    """Measure each language upright and wide, with the call in one language and in two."""
    boards = BoardGallery(NOW, sample_catalogue())
    for size, wide_mm in (((1920, 1080), WIDE_MM), ((1080, 1920), WIDE_MM * 9 / 16)):
        for lang in LANGS:
            settings = Settings(screen=Screen(width_mm=wide_mm))
            for scene, board in boards.pages(settings, size, lang, "light", {"board", "board-calling"}):
                largest = max(_labels(board), key=lambda label: label.font_size)
                capitals = largest.font_size * CAPITALS[is_rtl(lang)] * wide_mm / size[0]
                metres = capitals / 1000 / (2 * math.tan(math.radians(0.35)))
                told = {"size": f"{size[0]}x{size[1]}", "lang": lang, "scene": scene, "number": largest.text}
                sys.stdout.write(json.dumps({**told, "metres": round(metres, 1)}) + "\n")


def _labels(board: Any) -> list[Any]:
    if not visible_texts(board):
        raise SystemExit("the board is empty")
    return [label for label in board.walk(restrict=True) if isinstance(label, BidiLabel)]


if __name__ == "__main__":
    main()
