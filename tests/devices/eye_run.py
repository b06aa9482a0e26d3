"""A window's root with the camera of a folder of pictures, in a process of its own: what the camera does, as JSON.

`python -m tests.devices.eye_run FOLDER LANG WIDTHxHEIGHT [PICTURE]`: looks at FOLDER on the tracking page until a code
is read, leaves the page, and says what was still going on. PICTURE is of the page with its live picture.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from kiosk.config import Scanner, Screen, Settings
from tests.devices.frames import URL, symbol

NOW = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)
CODE = "00124830715968"
PATIENCE_S = 60.0


def scene(folder: Path, side: int) -> None:
    """Put a picture of a paper before the camera, its QR `side` dots wide; 0 takes the paper away."""
    picture = Image.new("L", (640, 480), 140)
    if side:
        paper = Image.new("L", (300, 420), 250)
        picture.paste(paper, (170, 30))
        picture.paste(symbol(URL, 8).resize((side, side), Image.Resampling.BOX), (320 - side // 2, 220 - side // 2))
    picture.save(folder / ".new.png")
    (folder / ".new.png").replace(folder / "1.png")


def main(folder: Path, lang: Any, size: tuple[int, int], shot: Path | None) -> dict[str, Any]:
    """Do it all and return what was seen."""
    from kivy.clock import Clock

    from kiosk.flow.page import go
    from kiosk.screens.eye import Eye
    from kiosk.screens.gallery import Gallery, settle
    from kiosk.screens.root import KioskRoot
    from kiosk.widgets.viewfinder import LIVE

    camera = Scanner(kind="camera", device=str(folder))
    settings = Settings(screen=Screen(width_mm=size[0] / 3.2), scanner=camera, language=lang)
    journey, desk = Gallery(NOW).journey(settings)
    desk.follow(CODE, desk.catalogue.services[0].id)
    eye = Eye(settings.scanner, journey)
    root = KioskRoot(journey, settings.screen, size=size, size_hint=(None, None))
    seen: dict[str, Any] = {"frames_before": LIVE.frames}

    def until(what: Callable[[], bool]) -> bool:
        end = time.monotonic() + PATIENCE_S
        while not what() and time.monotonic() < end:
            eye.tick()
            root.update()
            Clock.tick()
            time.sleep(0.005)
        return what()

    scene(folder, 0)
    until(lambda: True)
    seen["threads_before"] = _cameras()
    journey.follow(go("track", "root"))
    seen["looks"] = until(lambda: LIVE.frames >= 3)
    scene(folder, 44)
    seen["helps"] = until(lambda: bool(journey.visit.extra.get("hint")))
    if shot is not None:
        root.update()
        settle()
        root.export_to_png(str(shot))
    scene(folder, 220)
    seen["reads"] = until(lambda: journey.page.name == "state")
    eye.tick()
    seen["texture_after"] = LIVE.texture is not None
    seen["ends"] = until(lambda: _cameras() == 0)
    frames = LIVE.frames
    for _ in range(20):
        Clock.tick()
    seen["frames_after"] = LIVE.frames - frames
    journey.follow(go("track", "root"))
    seen["looks_again"] = until(lambda: LIVE.frames > frames)
    eye.close()
    seen["files"] = sorted(path.name for path in folder.iterdir())
    return seen


def _cameras() -> int:
    return sum(thread.name == "scanner-camera" for thread in threading.enumerate())


if __name__ == "__main__":
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    from kiosk.screens.setup import prepare

    prepare((400, 400), True)
    width, height = (int(part) for part in sys.argv[3].split("x"))
    wanted = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2], (width, height), wanted)))
