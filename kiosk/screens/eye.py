"""The camera of the tracking page: it looks while that page is open, and at no other time. No frame is kept.

The camera has a thread of its own, which also makes each frame small for the window; the window only takes it over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from kivy.clock import Clock
from kivy.graphics.texture import Texture

from kiosk import config
from kiosk.devices.scanner.base import Grammar, Hint, Invitation, Refusal, Seen
from kiosk.devices.scanner.camera import CameraScanner
from kiosk.devices.scanner.cameras import open_camera
from kiosk.devices.scanner.grammar import understand
from kiosk.devices.scanner.zbar_guard import Grey
from kiosk.flow.journey import Journey
from kiosk.flow.scanning import helped
from kiosk.ipc import Scanned
from kiosk.widgets.viewfinder import LIVE

LOOKED_AT = "track"
_SMALLER = 2
"""Every second dot of every second row is shown: a picture as wide as a hand needs no more."""


class Eye:
    """Starts and stops the camera with the page. `tick` belongs to the screen's thread and never waits."""

    def __init__(
        self, settings: config.Scanner, journey: Journey, looked_at: str = LOOKED_AT, grammar: Grammar = understand
    ) -> None:
        self._looked_at, self._grammar = looked_at, grammar
        self._settings = settings
        self._journey = journey
        self._scanner: CameraScanner | None = None
        self._newest: tuple[bytes, tuple[int, int]] | None = None
        self._ending: list[threading.Thread] = []

    def tick(self) -> None:
        """Look where the page asks for it, else stop at once."""
        wanted = self._journey.page.name == self._looked_at
        if wanted and self._scanner is None:
            self._look()
        elif not wanted and self._scanner is not None:
            self.stop()

    def stop(self) -> None:
        """Look no more: what still comes from the camera's thread is dropped, and the last frame is forgotten now."""
        scanner, self._scanner = self._scanner, None
        self._newest = None
        LIVE.texture = None
        if scanner is not None:
            # Closing a camera can take a second, which the window does not have.
            ending = threading.Thread(target=scanner.stop, name="camera-ends", daemon=True)
            ending.start()
            self._ending = [thread for thread in self._ending if thread.is_alive()] + [ending]

    def close(self) -> None:
        """Stop, and wait until the camera is let go."""
        self.stop()
        for thread in self._ending:
            thread.join(3.0)

    def _look(self) -> None:
        status = self._journey.status
        scanner = CameraScanner(partial(open_camera, self._settings.device), status.desk_host if status else "")
        scanner.grammar = self._grammar
        # Each callback names its scanner: one that was stopped has nothing to say any more.
        scanner.on_frame = lambda frame: self._frame(scanner, frame)
        scanner.on_hint = lambda hint: self._later(scanner, lambda: helped(self._journey, _name(hint)))
        self._scanner = scanner
        self._journey.visit.extra["hint"] = ""
        scanner.start(lambda seen: self._later(scanner, lambda: self._journey.told("scan", _said(seen))))

    def _later(self, scanner: CameraScanner, work: Callable[[], None]) -> None:
        """Do `work` on the screen's thread unless the camera was stopped until then."""
        Clock.schedule_once(lambda _dt: work() if scanner is self._scanner else None, 0)

    def _frame(self, scanner: CameraScanner, frame: Grey) -> None:
        """On the camera's thread: make the frame small, and mirrored as a mirror would show it."""
        small = frame[::_SMALLER, ::-_SMALLER]
        waiting = self._newest is not None
        self._newest = (small.tobytes(), (small.shape[1], small.shape[0]))
        if not waiting:
            self._later(scanner, self._show)

    def _show(self) -> None:
        newest, self._newest = self._newest, None
        if newest is None:
            return
        data, size = newest
        texture: Any = LIVE.texture
        if texture is None or tuple(texture.size) != size:
            texture = Texture.create(size=size, colorfmt="luminance")
            texture.flip_vertical()
        texture.blit_buffer(data, colorfmt="luminance", bufferfmt="ubyte")
        LIVE.texture = texture
        LIVE.frames += 1


def _said(seen: Seen) -> dict[str, Any]:
    if isinstance(seen, Refusal):
        return Scanned(refused=seen.value).model_dump(mode="json")
    if isinstance(seen, Invitation):
        return Scanned(desk=seen.url, invitation=seen.code).model_dump(mode="json")
    return Scanned(code=seen.code).model_dump(mode="json")


def _name(hint: Hint) -> str:
    return hint.value


def find_eye(settings: config.Settings, journey: Journey) -> Eye | None:
    """Return the camera of the settings, None where they name none."""
    return Eye(settings.scanner, journey) if settings.scanner.kind == "camera" else None
