"""What the screen loads before its first picture: each of these once was most of a start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.config import Screen, Settings
from kiosk.screens.gallery import Gallery

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    *(
        "numpy",
        "shapely",
        "PIL",
        "cv2",
        "ffpyplayer",
        "qrcode",
        "sqlite_utils",
        "structlog",
        "rich",
        "typer",
    ),
    *("babel", "jdatetime", "hijridate", "regex", "nacl", "asyncio", "ssl", "requests"),
    *("kiosk.screens.stage", "kiosk.screens.idle_layer", "kiosk.widgets.keyboard", "kiosk.flow.views.form"),
)
WAY = """
import json, sys
from kiosk.screens.setup import prepare
from mizban import screen, start
from kiosk.config import load_settings
load_settings(None)
prepare((400, 400), True)
from kiosk.screens import kiosk_app, life
print(json.dumps([name for name in {heavy} if name in sys.modules]))
"""


def test_the_idle_screen_loads_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WAY.replace("{heavy}", repr(HEAVY))],
        env={**os.environ, "SDL_VIDEODRIVER": "offscreen", "KIVY_HOME": str(tmp_path)},
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_kivys_own_widgets_have_no_rules_here_but_its_clock_and_shaders_are_whole() -> None:
    """What is left out of Kivy is left out, and nothing else: its data stay where they are."""
    import kivy
    from kivy.clock import Clock
    from kivy.lang import Builder

    assert (Path(kivy.kivy_data_dir) / "glsl").is_dir()
    assert Clock.max_iteration > 0
    assert not [selector for selector, _ in Builder.rules if getattr(selector, "key", "") in ("button", "filechooser")]


@pytest.mark.window
def test_maps_are_loaded_once_somebody_may_ask_the_way(gallery: Gallery) -> None:
    """Not by every start, and before the page with the map is asked for."""
    from kiosk.screens.kiosk_app import KioskApp

    journey, _ = gallery.journey(Settings(screen=Screen(width_mm=337)))
    app = KioskApp(Settings())
    app.journey = journey
    for choice in ("language.fa", "home.floors"):
        app.prepare(0)
        assert app.prepared is None, f"ways are found on the page {journey.page.name}"
        assert journey.choose(choice)
    app.prepare(0)
    assert app.prepared is journey.context().directory
