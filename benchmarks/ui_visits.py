"""Whole visits in one window: memory after the first and after the last, and from a touch to the next finished frame.

Run by `benchmarks/ui.py` under a display: ui_visits.py 1080x1920 500. Prints JSON as its last line.
The desk behind the window is held in memory, so that what is measured is the screen alone.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
WIDTH, HEIGHT = map(int, sys.argv[1].split("x"))
VISITS = int(sys.argv[2])
EMPTY_FRAMES = 60
WARM = 6
"""Visits before the counting begins: each route twice loads all fonts and shapes that stay for good."""
TIMED = 24
"""So many visits wait for every picture; the rest, looked at for memory alone, for the last one of each."""

from kiosk.screens.setup import prepare  # noqa: E402  Kivy must be prepared before anything of it is imported

prepare((WIDTH, HEIGHT), True)

from kivy.base import EventLoop, runTouchApp  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.graphics.opengl import glFinish  # noqa: E402
from kivy.input.providers.mouse import MouseMotionEvent  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402

from kiosk.config import Screen, Settings  # noqa: E402
from kiosk.screens.gallery import Gallery  # noqa: E402
from kiosk.screens.root import KioskRoot  # noqa: E402
from kiosk.screens.shoot import NOW  # noqa: E402

ROUTES = (
    ("home.guide", "department.education-deputy", "service.enrolment-certificate", "part.steps", "bar.back",
     "guide.ticket", "ticket.take", "ticket.finish", "bar.help", "help.over"),
    ("home.track", "bar.home", "home.floors", "floor.floor-2", "bar.home", "bar.text-size", "bar.help", "help.over"),
    ("home.tell", "form.complaint", "form.anonymous", "bar.back", "bar.back", "tell.poll", "face.2", "poll.next",
     "bar.help", "help.over"),
)  # fmt: skip
"""What visitors do, in turn: a ticket from its guide; a code and a floor; a complaint begun, and a poll."""


def frame() -> None:
    """One turn of Kivy's own loop, until the picture is finished."""
    EventLoop.idle()
    glFinish()


def touch(root: KioskRoot, target: str, drawn: bool) -> float:
    """Touch a target through the window's input and return the seconds until its page's picture is finished.

    `drawn` false: the page is built and its picture is not waited for.
    """
    widget = next(widget for widget in root.targets() if widget.choice.id == target)
    place = widget.to_window(*widget.center)
    event = MouseMotionEvent("mouse", 1, (place[0] / WIDTH, place[1] / HEIGHT), is_touch=True, type_id="touch")
    event.scale_for_screen(WIDTH, HEIGHT)
    EventLoop.post_dispatch_input("begin", event)
    if drawn:
        frame()
    begun = time.perf_counter()
    root._last_choice = 0.0  # no hand trembles here
    EventLoop.post_dispatch_input("end", event)
    if drawn:
        frame()
    return time.perf_counter() - begun


def turn_to(root: KioskRoot, target: str) -> None:
    """Turn the parts of a page until the target is there."""
    for _ in range(8):
        ids = {widget.choice.id for widget in root.targets()}
        if target in ids:
            return
        root.stage.turn("part.next")
        frame()
    raise LookupError(f"{target} is not on the page {root.journey.page.name}: {sorted(ids)}")


def visit(root: KioskRoot, route: tuple[str, ...], drawn: bool) -> list[float]:
    """One visit from the first touch to the wipe."""
    found = []
    root.journey.choose("language.fa")
    root.update()
    frame()
    for step in route:
        turn_to(root, step)
        found.append(touch(root, step, drawn))
    root.update()
    frame()
    return found


def used_mb() -> float:
    """Memory that this process has written and no other has.

    Pages of libraries are not counted: whether they are this process's alone depends on what else is running.
    """
    for _ in range(3):
        Window.canvas.ask_update()
        frame()  # textures are given back with a frame
    gc.collect()
    rows = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("Private_Dirty:")) * 1024 / 1e6


def spread(seconds: list[float]) -> dict[str, float]:
    """Return p50 and p95 in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return {"p50": statistics.median(seconds) * 1000, "p95": cuts[18] * 1000, "n": float(len(seconds))}


def main() -> None:
    """Measure and print."""
    gallery = Gallery(NOW)
    settings = Settings(screen=Screen(width_mm=WIDTH / 3.2))
    runTouchApp(Widget(), embedded=True)
    empty = []
    for _ in range(EMPTY_FRAMES):
        Window.canvas.ask_update()
        begun = time.perf_counter()
        frame()
        empty.append(time.perf_counter() - begun)
    journey, _desk = gallery.journey(settings)
    root = KioskRoot(journey, settings.screen, size=(WIDTH, HEIGHT), size_hint=(None, None))
    Window.add_widget(root)
    root.update()
    frame()
    seconds: list[float] = []
    memory: dict[int, float] = {}
    for number in range(1, WARM + VISITS + 1):
        timed = number <= WARM + TIMED
        found = visit(root, ROUTES[number % len(ROUTES)], timed)
        seconds += found if timed and number > WARM else []
        if number <= WARM or number > WARM + VISITS - len(ROUTES):
            memory[number] = used_mb()
    # Each route leaves something else behind for the next: one round of all is compared with another.
    first = statistics.mean(memory[WARM - i] for i in range(len(ROUTES)))
    last = statistics.mean(memory[WARM + VISITS - i] for i in range(len(ROUTES)))
    result: dict[str, Any] = {
        "touch_ms": spread(seconds),
        "empty_frame_ms": spread(empty),
        "memory_mb_after_first_visit": memory[1],
        "memory_mb_after_warm_visits": first,
        "memory_mb_after_all_visits": last,
        "growth_percent": 100 * (last - first) / first,
        "visits": VISITS,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
