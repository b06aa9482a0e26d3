"""A camera as a scanner: frames are looked at on a thread of their own, shown live, and never kept.

Frames are grey, 8 bits, rows x columns. The newest frame wins; nothing waits for the decoder.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

import numpy as np
import structlog

from kiosk.devices.scanner.base import Grammar, Hint, OnSeen, ScannerState
from kiosk.devices.scanner.decode import Ladder, sees_symbol
from kiosk.devices.scanner.grammar import Gate, understand
from kiosk.devices.scanner.loop import RETRY_S
from kiosk.devices.scanner.zbar_guard import Grey

_log = structlog.get_logger("camera")
DARK = 45.0
"""Mean grey under which a paper cannot be told from its surroundings."""
HINT_EVERY_S = 1.5
FINE = 0.012
"""Share of steep steps from dot to dot from which the middle of a frame shows a code; a blank paper has half of it."""


class Frames(Protocol):
    """An open camera. `frame` waits for the next picture, raises `OSError` when the camera is gone."""

    def frame(self) -> Grey: ...

    def close(self) -> None: ...


class CameraScanner:
    """A `Scanner` over what `open_frames` opens.

    `on_frame` gets each frame for the live picture, `on_hint` at most every 1.5 s what would help; both on the camera's
    thread, and neither may keep the frame.
    """

    def __init__(
        self,
        open_frames: Callable[[], Frames],
        desk_host: str = "",
        on_frame: Callable[[Grey], None] | None = None,
        on_hint: Callable[[Hint], None] | None = None,
    ) -> None:
        self._open = open_frames
        self._desk_host = desk_host
        self.grammar: Grammar = understand
        self.on_frame = on_frame
        self.on_hint = on_hint
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = ScannerState.UNKNOWN
        self._hinted = 0.0

    def state(self) -> ScannerState:
        """Say whether the camera is there; a camera at rest is opened for a moment."""
        if self._thread is not None:
            return self._state
        try:
            self._open().close()
        except OSError:
            return ScannerState.ABSENT
        return ScannerState.READY

    def start(self, on_seen: OnSeen) -> None:
        """See `Scanner`."""
        if self._thread is not None:
            return
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(on_seen, self._stop), name="scanner-camera", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop and let go of the camera, so that its light goes out when the screen is left."""
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join(2.0)
        self._state = ScannerState.UNKNOWN

    def _run(self, on_seen: OnSeen, stop: threading.Event) -> None:
        ladder, gate = Ladder(), Gate()
        try:
            while not stop.is_set():
                try:
                    frames = self._open()
                except OSError:
                    self._state = ScannerState.ABSENT
                    stop.wait(RETRY_S)
                    continue
                self._state = ScannerState.READY
                try:
                    self._look(frames, ladder, gate, on_seen, stop)
                except OSError as error:
                    _log.warning("the camera went away", error=error.strerror or type(error).__name__)
                    self._state = ScannerState.ABSENT
                finally:
                    frames.close()
        finally:
            ladder.close()

    def _look(self, frames: Frames, ladder: Ladder, gate: Gate, on_seen: OnSeen, stop: threading.Event) -> None:
        while not stop.is_set():
            frame = frames.frame()
            if stop.is_set():
                return
            if self.on_frame is not None:
                self.on_frame(frame)
            found = ladder.read(frame)
            for raw in found:
                seen = self.grammar(raw, self._desk_host)
                if not stop.is_set() and gate.admits(seen):
                    on_seen(seen)
            if not found:
                self._help(frame)

    def _help(self, frame: Grey) -> None:
        now = time.monotonic()
        if self.on_hint is None or now - self._hinted < HINT_EVERY_S:
            return
        hint = hint_for(frame)
        if hint is not None:
            self._hinted = now
            self.on_hint(hint)


def hint_for(frame: Grey) -> Hint | None:
    """Return what would help with a frame in which nothing was read, None where nobody shows anything."""
    if float(frame.mean()) < DARK:
        return Hint.MORE_LIGHT
    if sees_symbol(frame):
        return Hint.HOLD_STILL
    # Much fine black and white in the middle, yet no finder pattern: a code too far away.
    middle = frame[frame.shape[0] // 4 : -frame.shape[0] // 4, frame.shape[1] // 4 : -frame.shape[1] // 4]
    steps = np.abs(np.diff(middle.astype(np.int16), axis=1)) > 40
    return Hint.CLOSER if float(steps.mean()) > FINE else None
