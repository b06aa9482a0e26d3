"""The ladder of readers: zxing-cpp, zbar in its guarded process, then sharpened and scaled tries while time allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from kiosk.devices.scanner.zbar_guard import Grey, GuardedZbar

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128])
BUDGET_S = 0.12
"""A frame may take this long: eight looks a second feel live, and the screen's thread is not this one."""


def read_zxing(frame: Grey) -> list[bytes]:
    """Return what zxing-cpp reads in a grey frame."""
    return [bytes(found.bytes) for found in zxingcpp.read_barcodes(frame, formats=_FORMATS)]


def sees_symbol(frame: Grey) -> bool:
    """Say whether there is a symbol that cannot be read yet: the visitor is nearly there."""
    found = zxingcpp.read_barcodes(frame, formats=_FORMATS, return_errors=True)
    return any(not symbol.valid for symbol in found)


def _tries(frame: Grey) -> Iterator[Callable[[], Grey]]:
    """Yield other views of the frame, the most helpful first; each is made only when it is asked for."""
    image = Image.fromarray(frame)
    double = (image.width * 2, image.height * 2)

    def as_grey(picture: Image.Image) -> Grey:
        return np.asarray(picture, dtype=np.uint8)

    yield lambda: as_grey(
        image.resize(double, Image.Resampling.BICUBIC).filter(
            ImageFilter.UnsharpMask(radius=5, percent=250, threshold=0)
        )
    )
    yield lambda: as_grey(ImageOps.autocontrast(image.filter(ImageFilter.MedianFilter(3)), cutoff=2))
    yield lambda: as_grey(_flatten(image))
    yield lambda: as_grey(
        image.resize(double, Image.Resampling.BICUBIC).filter(
            ImageFilter.UnsharpMask(radius=10, percent=400, threshold=0)
        )
    )
    yield lambda: as_grey(image.filter(ImageFilter.GaussianBlur(1.5)))


def _flatten(image: Image.Image) -> Image.Image:
    """Divide by the light around each place: glare, shadow and dusk become even."""
    light = np.asarray(image.filter(ImageFilter.BoxBlur(24)), dtype=np.float32)
    even = np.asarray(image, dtype=np.float32) / np.maximum(light, 1.0) * 128.0
    return ImageOps.autocontrast(Image.fromarray(np.clip(even, 0, 255).astype(np.uint8)), cutoff=1)


class Ladder:
    """Reads frames. Belongs to one thread; `close` ends its child process."""

    def __init__(self, budget_s: float = BUDGET_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._zbar = GuardedZbar()
        self._zbar.start()
        self._budget_s = budget_s
        self._clock = clock

    def read(self, frame: Grey) -> list[bytes]:
        """Return the contents of the symbols in a grey frame (rows x columns, 8 bits); empty where none is read."""
        end = self._clock() + self._budget_s
        found = read_zxing(frame) or self._zbar.read(frame)
        for view in _tries(frame):
            if found or self._clock() >= end:
                break
            looked = view()
            found = read_zxing(looked)
            if not found and self._clock() < end:
                found = self._zbar.read(looked)
        return found

    @property
    def restarts(self) -> int:
        """How often zbar's process had to be started anew."""
        return self._zbar.restarts

    def close(self) -> None:
        """End what it started."""
        self._zbar.close()
