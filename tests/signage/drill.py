"""Every state of the app under urgent notices of a real daemon; a process of its own, for Kivy has one window in each.

`python -m tests.signage.drill SETTINGS SCENE…`: for each scene prints a JSON line when it stands, one when an urgent
notice covers it (with the monotonic second of that frame), and one when the notice has gone.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

if os.environ.get("MIZBAN_NO_PIXELS"):
    from tests.signage.unseen import pretend

    pretend((540, 960))
else:
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    from kiosk.screens.setup import prepare

    prepare((540, 960), True)

from kivy.core.window import Window

from kiosk.client import Answer, DaemonClient
from kiosk.config import load_settings
from kiosk.screens.driver import visible_texts
from kiosk.screens.gallery import SCENES, Gallery, settle
from kiosk.screens.idle_layer import IdleLayer

PATIENCE_S = 90.0


def say(**words: object) -> None:
    """Tell the test."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def main(config: Path, names: list[str]) -> None:
    """Go through the scenes."""
    settings = load_settings(config)
    pushes: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
    client = DaemonClient(settings.socket, on_push=lambda kind, data: pushes.put((kind, data)))
    client.start()
    gallery = Gallery(datetime.now(UTC))
    scenes = gallery.pages(settings, (540, 960), "fa", "light", 1.0, set(names) or set(SCENES))
    for name, root in scenes:
        if name not in SCENES:
            continue  # a further part of a long page
        Window.add_widget(root)
        layer = root.idle_layer = IdleLayer(root.journey, settings.screen)
        known: Answer = client.call("alerts")
        layer.told("alert", known.result or {"alerts": []})
        state = root.journey.page.name
        turn(root, layer, pushes)
        say(scene=name, page=state, tickets=len(root.journey.visit.tickets))
        at = wait(root, layer, pushes, lambda layer=layer: layer._urgent is not None and layer._urgent.covers)
        texts = " ".join(text for text, _ in visible_texts(layer._urgent))
        say(scene=name, covered=at, page=root.journey.page.name, visit=len(root.journey.visit.tickets), texts=texts)
        say(scene=name, gone=wait(root, layer, pushes, lambda layer=layer: not layer._urgent.covers))
        layer.close()
        Window.remove_widget(root)
    client.stop()
    say(end=True)


def wait(root: Any, layer: IdleLayer, pushes: Any, seen: Any) -> float:
    """Let the window live until it is so; return the moment after that frame was drawn."""
    deadline = time.monotonic() + PATIENCE_S
    while not seen():
        if time.monotonic() > deadline:
            raise TimeoutError("nothing happened on the screen")
        turn(root, layer, pushes)
    return time.monotonic()


def turn(root: Any, layer: IdleLayer, pushes: Any) -> None:
    """One tick of the window, as the app makes it."""
    while not pushes.empty():
        layer.told(*pushes.get())
    root.tick()
    settle()
    time.sleep(0.02)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
