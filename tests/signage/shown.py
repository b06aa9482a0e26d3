"""Runs in a process of its own, for Kivy has one window a process: a kiosk's idle screen with signage and an alarm.

Prints one JSON line: what was seen. Frames are sampled while items change, to find black or white ones.
"""

# ruff: noqa: E402 (Kivy must be prepared before anything of it is imported)
from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "offscreen"
from kiosk.screens.setup import prepare

prepare((540, 960), True)

from kivy.clock import Clock
from kivy.core.window import Window
from PIL import Image

from kiosk.config import Settings
from kiosk.screens.gallery import Gallery, settle
from kiosk.screens.idle_layer import IdleLayer
from kiosk.screens.root import KioskRoot
from sync.protocol.signage import Item, Playlist, Schedule, Signage

ALL = {"p-a", "p-b", "p-film", "p-notice"}
FEWEST = 60
"""So many frames are looked at, at least."""
NOW = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)


def signage(folder: Path) -> Signage:
    """Return two pictures, a film, a broken file and a notice; the files are made in `folder`."""
    items = []
    for name, colour in (("a" * 64, "#c04040"), ("b" * 64, "#40c040")):
        Image.new("RGB", (800, 600), colour).save(folder / name, "JPEG")
        items.append(Item(id=f"p-{name[0]}", kind="image", media=name, seconds=3, fit="fill"))
    (folder / ("c" * 64)).write_bytes(b"this is no picture")
    items.append(Item(id="p-broken", kind="image", media="c" * 64, seconds=3))
    film = folder / ("d" * 64)
    if film.exists():
        items.append(Item(id="p-film", kind="video", media="d" * 64, seconds=4))
    items.append(Item(id="p-notice", kind="notice", title={"fa": "ثبت‌نام"}, seconds=3))
    return Signage(playlists=(Playlist(id="p", items=tuple(items)),), schedules=(Schedule(id="s", playlist="p"),))


def main(folder: Path) -> None:
    """Show everything for some seconds, then an alarm in the middle of a visit."""
    media = folder / "media"
    media.mkdir(exist_ok=True)
    gallery = Gallery(NOW)
    gallery.catalogue = gallery.catalogue.model_copy(update={"signage": signage(media)})
    journey, _desk = gallery.journey(Settings(data=folder))
    root = KioskRoot(journey, journey.world.settings.screen, size=(540, 960), size_hint=(None, None))
    Window.add_widget(root)
    layer = root.idle_layer = IdleLayer(journey, journey.world.settings.screen)
    seen, flashes, frames = set(), 0, 0
    end = time.monotonic() + float(sys.argv[2])
    while time.monotonic() < end and not (seen >= ALL and frames > FEWEST):
        root.tick()
        settle()
        player = layer._player
        if player is not None and player.shown is not None:
            seen.add(player.shown.item.id)
        if player is not None and player.parent is not None and seen:
            pixel = sample(root)
            frames += 1
            flashes += pixel in ((0, 0, 0), (255, 255, 255))
    root.wake()
    root.tick()
    settle()
    woken = journey.page.name
    root.choose("language.fa")
    layer.told("alert", {"alerts": [alarm()]})
    started = time.monotonic()
    while not (layer._urgent.covers and layer._urgent.parent is root) and time.monotonic() < started + 5:
        root.tick()
        settle()
    took = time.monotonic() - started
    told = {"seen": sorted(seen), "flashes": flashes, "frames": frames, "woken": woken, "page": journey.page.name}
    sys.stdout.write(json.dumps({**told, "covers": layer._urgent.covers, "alarm_s": took}) + "\n")
    layer.close()


def sample(root: KioskRoot) -> tuple[int, int, int]:
    """Return the colour in the middle of the picture's place."""
    texture = root.export_as_image().texture
    at = (300 * texture.width + texture.width // 2) * 4
    red, green, blue = texture.pixels[at : at + 3]
    return red, green, blue


def alarm() -> dict[str, object]:
    """Return a message that takes the whole screen."""
    info = {"language": "fa", "event": "x", "urgency": "Immediate", "severity": "Extreme", "certainty": "Observed"}
    sent = (NOW - timedelta(seconds=5)).isoformat()
    return {"identifier": "a", "sender": "desk", "sent": sent, "status": "Actual", "msg_type": "Alert", "infos": [info]}


if __name__ == "__main__":
    Clock.max_iteration = 60
    main(Path(sys.argv[1]))
