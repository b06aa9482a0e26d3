"""Boards and signage as they look from ten metres: every picture at a tenth of its size, on one sheet for each shape.

`.venv/bin/mizban screens shoot DIR --only board --only board-calling …`, then
`.venv/bin/python -m tests.signage.far DIR`;
the sheets are `DIR/far-<size>.png`, one row for each scene, one column for each language.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from sync.protocol.base import LANGS

GAP = 12


def sheet(folder: Path) -> Path | None:
    """Make the sheet of one size; None where there are no pictures."""
    scenes = sorted({path.stem for path in folder.glob("light-100/*/*.png")})
    rows = [[folder / "light-100" / lang / f"{scene}.png" for lang in LANGS] for scene in scenes]
    rows = [row for row in rows if all(path.exists() for path in row)]
    if not rows:
        return None
    with Image.open(rows[0][0]) as first:
        wide, high = first.width // 10, first.height // 10
    found = Image.new("RGB", (len(LANGS) * (wide + GAP) + GAP, len(rows) * (high + GAP) + GAP), "#777777")
    for down, row in enumerate(rows):
        for across, path in enumerate(row):
            with Image.open(path) as picture:
                small = picture.convert("RGB").resize((wide, high), Image.Resampling.LANCZOS)
            found.paste(small, (GAP + across * (wide + GAP), GAP + down * (high + GAP)))
    target = folder.parent / f"far-{folder.name}.png"
    found.save(target)
    return target


if __name__ == "__main__":
    for size in sorted(Path(sys.argv[1]).glob("*x*")):
        if size.is_dir():
            print(sheet(size))
