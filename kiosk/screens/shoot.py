"""Pictures of every page, board and notice: languages, sizes, themes and text scales, with the sample organisation."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from kiosk.config import Screen, Settings
from sync.protocol.base import LANGS, Lang

SIZES: tuple[tuple[int, int], ...] = ((1080, 1920), (1920, 1080))
NOW = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)
"""10:24 on Saturday 30 Aban 1405 at the site: the moment of all pictures."""


def shoot(
    directory: Path,
    langs: Iterable[Lang] = LANGS,
    sizes: Iterable[tuple[int, int]] = SIZES,
    themes: Iterable[str] = ("light",),
    scales: Iterable[float] = (1.0,),
    only: Iterable[str] | None = None,
    told: Callable[[Path], None] = lambda path: None,
) -> list[Path]:
    """Draw the pages named in `only` (all where None) offscreen and save each as
    `DIR/<width>x<height>/<theme>-<scale>/<lang>/<page>.png`; return the files."""
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    from kiosk.screens.setup import prepare

    prepare((400, 400), True)
    from kiosk.screens.board_gallery import BoardGallery
    from kiosk.screens.gallery import Gallery

    gallery = Gallery(NOW)
    boards = BoardGallery(NOW, gallery.catalogue)
    wanted = None if only is None else set(only)
    made = []
    for width, height in sizes:
        settings = Settings(screen=Screen(width_mm=width / 3.2))
        for theme in themes:
            for scale in scales:
                for lang in langs:
                    folder = directory / f"{width}x{height}" / f"{theme}-{round(scale * 100)}" / lang
                    folder.mkdir(parents=True, exist_ok=True)
                    scenes = gallery.pages(settings, (width, height), lang, theme, scale, wanted)
                    halls = boards.pages(settings, (width, height), lang, theme, wanted) if scale == 1 else ()
                    for name, root in chain(scenes, halls):
                        path = folder / f"{name}.png"
                        root.export_to_png(str(path))
                        made.append(path)
                        told(path)
    return made
