"""A real Kivy window without a screen, and fingers on it."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_NO_CONSOLELOG", "1")
os.environ.setdefault("KIVY_NO_FILELOG", "1")
os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
if "KIVY_HOME" not in os.environ:
    os.environ["KIVY_HOME"] = tempfile.mkdtemp(prefix="kivy-")
    atexit.register(shutil.rmtree, os.environ["KIVY_HOME"], ignore_errors=True)

WIDTH, HEIGHT = 1080, 1200
GOLDEN = Path(__file__).parent / "golden"


class Stage:
    """One widget alone on a white page in the window."""

    def __init__(self, window: Any, widget: Any) -> None:
        from kivy.graphics import Color, Rectangle
        from kivy.uix.widget import Widget

        self.window = window
        self.widget = widget
        self.page = Widget(size=(WIDTH, HEIGHT), size_hint=(None, None))
        with self.page.canvas.before:
            Color(1, 1, 1, 1)
            Rectangle(pos=(0, 0), size=(WIDTH, HEIGHT))
        self.page.add_widget(widget)
        window.add_widget(self.page)

    def leave(self) -> None:
        """Take the page away."""
        self.window.remove_widget(self.page)

    def frames(self, count: int = 3) -> None:
        """Let the event loop go round."""
        from kivy.base import EventLoop

        for _ in range(count):
            EventLoop.idle()

    def down(self, x: float, y: float) -> Any:
        """Put a finger down; returns it."""
        from kivy.tests.common import UnitTestTouch

        finger = UnitTestTouch(x, y)
        finger.touch_down()
        self.frames(1)
        return finger

    def tap(self, x: float, y: float) -> None:
        """Put a finger down and take it away."""
        finger = self.down(x, y)
        finger.touch_up()
        self.frames(1)

    def picture(self) -> Any:
        """Return the stage as an RGB picture (Pillow), drawn off the window, whatever its size."""
        from PIL import Image

        self.frames(2)
        texture = self.page.export_as_image().texture
        picture = Image.frombytes("RGBA", texture.size, texture.pixels)
        return picture.convert("RGB")


@pytest.fixture(scope="session")
def window() -> Any:
    """The one window of this process."""
    from kivy.base import EventLoop
    from kivy.config import Config
    from kivy.core.window import Window

    Config.set("input", "mouse", "mouse,disable_on_activity")
    EventLoop.ensure_window()
    if EventLoop.status != "started":
        EventLoop.start()
    EventLoop.idle()
    return Window


@pytest.fixture
def stage(window: Any) -> Iterator[Callable[[Any], Stage]]:
    """Show one widget; it is taken away again after the test."""
    shown = []

    def show(widget: Any) -> Stage:
        made = Stage(window, widget)
        shown.append(made)
        made.frames()
        return made

    yield show
    for made in shown:
        made.leave()


@pytest.fixture
def looks_like() -> Callable[[Any, str], None]:
    """Compare a picture with the golden one of that name; MIZBAN_UPDATE_GOLDEN=1 makes it anew."""
    import numpy as np
    from PIL import Image

    def ink(picture: Any) -> Any:
        return 255 - np.asarray(picture.convert("L"), dtype=np.float32)

    def compare(picture: Any, name: str) -> None:
        path = GOLDEN / f"{name}.png"
        if os.environ.get("MIZBAN_UPDATE_GOLDEN") == "1":
            path.parent.mkdir(exist_ok=True)
            picture.convert("L").save(path, optimize=True)
        expected = Image.open(path)
        assert picture.size == expected.size
        difference = np.abs(ink(picture) - ink(expected))
        # Rasterisers of other machines soften edges in other ways; a letter out of place is far more.
        assert difference.mean() < 0.02 * max(1.0, ink(expected).mean()) + 0.5
        assert (difference > 160).sum() < 40

    return compare
