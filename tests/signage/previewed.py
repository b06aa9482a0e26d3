"""How a panel itself sets a notice, with no pixels, in a process of its own; prints one JSON line for each panel.

`python -m tests.signage.previewed ITEM`: the item as JSON. Places are in px of the panel from its upper left corner.
"""

# ruff: noqa: E402 (Kivy must be prepared before anything of it is imported)
from __future__ import annotations

import json
import sys
from typing import Any

from tests.signage.unseen import pretend

pretend((1080, 1920))

from kiosk.screens.signage_player import NoticeSlide
from kiosk.theme import theme
from kiosk.widgets.bidi_label import BidiLabel
from kiosk.widgets.look import Look
from language import is_rtl
from sync.protocol.base import LANGS
from sync.protocol.signage import Item
from sync.protocol.signage_stage import SHAPES, stage


def main(item: Item) -> None:
    """Set the notice on each usual panel, as a kiosk and as a board."""
    for role in ("kiosk", "board"):
        for name, shape in SHAPES.items():
            for lang in LANGS:
                x, y, width, height = stage(role, shape, is_rtl(lang))
                look = Look(theme("light"), lang, shape.width, shape.height, shape.width / 3.2)
                slide: Any = NoticeSlide(look, width, height, item, lang)
                rows = [
                    {
                        "words": label.text,
                        "size": label.font_size,
                        "top": shape.height - y - label.y - label.height,
                        "height": label.height,
                        "x": x + label.x,
                        "width": label.width,
                    }
                    for label in slide.walk(restrict=True)
                    if isinstance(label, BidiLabel)
                ]
                sys.stdout.write(json.dumps({"role": role, "shape": name, "lang": lang, "rows": rows}) + "\n")


if __name__ == "__main__":
    main(Item.model_validate_json(sys.argv[1]))
