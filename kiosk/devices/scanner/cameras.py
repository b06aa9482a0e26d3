"""Where frames come from: a V4L2 camera by OpenCV, a Raspberry Pi camera by picamera2, or pictures in a folder."""

from __future__ import annotations

import errno
import importlib
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from kiosk.devices.scanner.camera import Frames
from kiosk.devices.scanner.zbar_guard import Grey

SIZE = (640, 480)


def open_camera(device: str) -> Frames:
    """Open `device`: `/dev/video0`, `picamera2`, or a folder of pictures (the virtual camera).

    Raises `OSError` where it is away, and where the library that it needs is not installed.
    """
    if device == "picamera2":
        return PiCamera()
    return PictureCamera(Path(device)) if Path(device).is_dir() else V4l2Camera(device)


def _library(name: str, package: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise OSError(errno.ENOPKG, f"{name} is missing: install {package}") from error


class V4l2Camera:
    """A USB camera: 640 x 480, one frame in the buffer, so that the newest is always the next."""

    def __init__(self, device: str) -> None:
        cv2 = _library("cv2", "opencv-python-headless (the extra `camera`)")
        self._cv2 = cv2
        self._capture = cv2.VideoCapture(device, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            self._capture.release()
            raise OSError(errno.ENODEV, f"{device}: no camera answers")
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, SIZE[0])
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, SIZE[1])
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def frame(self) -> Grey:
        """Return the next frame."""
        taken, picture = self._capture.read()
        if not taken:
            raise OSError(errno.ENODEV, "the camera gives no pictures")
        grey: Grey = self._cv2.cvtColor(picture, self._cv2.COLOR_BGR2GRAY)
        return grey

    def close(self) -> None:
        """Let go of the camera."""
        self._capture.release()


class PiCamera:
    """A Raspberry Pi camera: the Y plane of its small stream is grey already."""

    def __init__(self) -> None:
        library = _library("picamera2", "the Debian package python3-picamera2")
        try:
            self._camera = library.Picamera2()
            self._camera.configure(self._camera.create_video_configuration(lores={"size": SIZE, "format": "YUV420"}))
            self._camera.start()
        except (RuntimeError, IndexError) as error:
            raise OSError(errno.ENODEV, f"no camera: {error}") from error

    def frame(self) -> Grey:
        """Return the next frame."""
        try:
            planes = self._camera.capture_array("lores")
        except RuntimeError as error:
            raise OSError(errno.ENODEV, str(error)) from error
        grey: Grey = planes[: SIZE[1], : SIZE[0]]
        return grey

    def close(self) -> None:
        """Let go of the camera."""
        self._camera.stop()
        self._camera.close()


class PictureCamera:
    """The virtual camera: plays the PNG and JPEG files of a folder in the order of their names, over and over."""

    def __init__(self, folder: Path, frames_per_s: float = 10.0) -> None:
        self._folder = folder
        self._pause = 1 / frames_per_s
        self._next = 0

    def frame(self) -> Grey:
        """Return the next picture; files may come and go while it plays."""
        time.sleep(self._pause)  # the camera's own pace
        paths = sorted(path for path in self._folder.glob("*") if path.suffix.lower() in (".png", ".jpg", ".jpeg"))
        if not paths:
            return np.zeros((SIZE[1], SIZE[0]), dtype=np.uint8)
        path = paths[self._next % len(paths)]
        self._next += 1
        try:
            with Image.open(path) as picture:
                return np.asarray(picture.convert("L"), dtype=np.uint8)
        except (UnidentifiedImageError, FileNotFoundError) as error:
            raise OSError(errno.EIO, f"{path.name}: {error}") from error

    def close(self) -> None:
        """Nothing is held."""
