"""The pictures of docs/: tests make them where MIZBAN_PICTURES=write asks for it, and look at what they show anyway."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "docs/pictures"
WANTED = os.environ.get("MIZBAN_PICTURES") == "write"
_GAP = 16


def keep(name: str, shots: Sequence[Path], width: int) -> Path:
    """Write `docs/pictures/<name>.png`: the shots beside each other, each `width` dots wide, with few colours."""
    small = []
    for shot in shots:
        with Image.open(shot) as picture:
            height = round(picture.height * width / picture.width)
            small.append(picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS))
    whole = Image.new("RGB", (len(small) * (width + _GAP) - _GAP, max(one.height for one in small)), "white")
    for index, one in enumerate(small):
        whole.paste(one, (index * (width + _GAP), 0))
    path = FOLDER / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    return path
