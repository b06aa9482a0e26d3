"""A button that counts down says its seconds behind its words: they are never left alone on a line."""

from __future__ import annotations

import re

import pytest

from kiosk.config import Screen, Settings
from kiosk.screens.gallery import Gallery
from sync.protocol.base import LANGS, Lang

SCENES = {"receipt", "ticket", "ticket-no-paper"}
WIDE_AND_NARROW = (58, 49, 40, 38, 28, 20, 18, 14, 13, 11, 10, 9, 8, 1, 0)


@pytest.mark.window
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
@pytest.mark.parametrize("lang", LANGS)
def test_seconds_stay_beside_the_words(gallery: Gallery, size: tuple[int, int], lang: Lang) -> None:
    settings = Settings(screen=Screen(width_mm=size[0] / 3.2))
    for scale in (1.0, 1.6):
        for name, root in gallery.pages(settings, size, lang, "light", scale, SCENES):
            button = root.stage._counting
            assert button is not None, name
            first = len(button.label._layout.lines)
            lasts = int(root.journey.page.lasts_s or 0)
            for seconds in (lasts, *(some for some in WIDE_AND_NARROW if some < lasts)):
                root.stage.count(seconds)
                button.label.refresh()
                lines = ["".join(run.text for run in line.runs) for line in button.label._layout.lines]
                assert not button.label.truncated and len(lines) <= first, (name, scale, lines)
                assert all(re.search(r"[^\W\d]", line) for line in lines), (name, scale, lines)
