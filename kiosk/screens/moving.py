"""Pictures and videos from files to frames, with no window: one still, or one frame after another, silent."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000
"""The desk sends nothing larger; a file that claims more is not opened."""
_FIRST_FRAME_S = 5.0
_PROBE_S = 0.01


@dataclass(frozen=True)
class Frame:
    """One picture: rows of RGB from the top, `size` in px."""

    size: tuple[int, int]
    data: bytes


def fit_box(
    picture: tuple[int, int], panel: tuple[float, float], fit: Literal["whole", "fill"]
) -> tuple[float, float, float, float]:
    """Return `x, y, width, height` of a picture in the middle of a panel; `fill` reaches over its edges."""
    scales = (panel[0] / picture[0], panel[1] / picture[1])
    scale = max(scales) if fit == "fill" else min(scales)
    width, height = picture[0] * scale, picture[1] * scale
    return (panel[0] - width) / 2, (panel[1] - height) / 2, width, height


def still(path: Path, panel: tuple[int, int], fit: Literal["whole", "fill"]) -> Frame:
    """Read a picture, turned as its camera says, no larger than `panel` needs. Raises `OSError` and `ValueError`."""
    with Image.open(path) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError(f"a picture of {image.width} x {image.height} is too large")
        upright = ImageOps.exif_transpose(image).convert("RGB")
    _x, _y, width, height = fit_box(upright.size, panel, fit)
    if width < upright.width:
        upright = upright.resize((max(1, round(width)), max(1, round(height))), Image.Resampling.LANCZOS)
    return Frame(upright.size, upright.tobytes())


class Moving:
    """A video that has shown its first frame and waits. Raises `ValueError` where none comes."""

    def __init__(self, path: Path, panel: tuple[int, int]) -> None:
        from ffpyplayer.player import MediaPlayer  # loads ffmpeg's libraries, which only a video is worth

        options = {"an": True, "sn": True, "out_fmt": "rgb24", "sync": "video", "loop": 1, "infbuf": True}
        self._player: Any = MediaPlayer(str(path), ff_opts=options, loglevel="quiet")
        self.ended = False
        self._due = 0.0
        self.first = self._first(panel)
        self._player.set_pause(True)
        self._paused = True

    def _first(self, panel: tuple[int, int]) -> Frame:
        deadline = time.monotonic() + _FIRST_FRAME_S
        while time.monotonic() < deadline:
            frame, state = self._player.get_frame()
            if frame is not None:
                return _frame(frame[0])
            if state in ("eof", "paused"):
                break
            time.sleep(_PROBE_S)
        self.close()
        raise ValueError("no frame of this video can be read")

    def due(self) -> Frame | None:
        """Return the next frame when its time has come, else None."""
        if self._player is None or self.ended or time.monotonic() < self._due:
            return None
        if self._paused:
            self._player.set_pause(False)
            self._paused = False
        frame, state = self._player.get_frame()
        if state == "eof":
            self.ended = True
            return None
        if frame is None:
            return None
        if isinstance(state, float):
            self._due = time.monotonic() + max(0.0, state)
        return _frame(frame[0])

    def close(self) -> None:
        """Let go of the file."""
        if self._player is not None:
            self._player.close_player()
            self._player = None


def _frame(image: Any) -> Frame:
    return Frame(tuple(image.get_size()), bytes(image.to_bytearray()[0]))
