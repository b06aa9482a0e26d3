"""The near side of the zbar process: deadlines, restarts, and no exception that leaves."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_START_S = 5.0
Grey = NDArray[np.uint8]


class GuardedZbar:
    """Reads grey frames (rows x columns, at most 65,535 each) in a child process that may die or hang."""

    def __init__(self, timeout: float = 1.0) -> None:
        self._timeout = timeout
        self._child: subprocess.Popen[bytes] | None = None
        self._warm = False
        self.restarts = 0

    def read(self, frame: Grey) -> list[bytes]:
        """Return what zbar reads in `frame`; nothing where it failed, and then a new child serves the next frame."""
        self.start()
        child = self._child
        if child is None:
            return []
        end = time.monotonic() + self._timeout + (0 if self._warm else _START_S)
        try:
            self._send(child, frame, end)
            count = int.from_bytes(self._take(child, 2, end), "little")
            self._warm = True
            return [self._take(child, int.from_bytes(self._take(child, 2, end), "little"), end) for _ in range(count)]
        except (OSError, TimeoutError):
            self.close()
            self.restarts += 1
            return []

    def start(self) -> None:
        """Begin to start the child, so that it is ready for the first frame."""
        if self._child is not None:
            return
        command = [sys.executable, str(Path(__file__).with_name("zbar_child.py"))]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)

    @staticmethod
    def _wait(end: float, wait: Callable[[float], bool]) -> None:
        left = end - time.monotonic()
        if left <= 0 or not wait(left):
            raise TimeoutError("zbar took too long")

    def _send(self, child: subprocess.Popen[bytes], frame: Grey, end: float) -> None:
        height, width = frame.shape
        head = width.to_bytes(2, "little") + height.to_bytes(2, "little")
        view = memoryview(head + np.ascontiguousarray(frame).tobytes())
        if child.stdin is None:
            raise OSError("no pipe to zbar")
        fd = child.stdin.fileno()
        while view:
            self._wait(end, lambda left: bool(select.select([], [fd], [], left)[1]))
            view = view[os.write(fd, view) :]

    def _take(self, child: subprocess.Popen[bytes], size: int, end: float) -> bytes:
        if child.stdout is None:
            raise OSError("no pipe from zbar")
        fd, data = child.stdout.fileno(), b""
        while len(data) < size:
            self._wait(end, lambda left: bool(select.select([fd], [], [], left)[0]))
            part = os.read(fd, size - len(data))
            if not part:
                raise OSError("zbar ended")
            data += part
        return data

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None
            self._warm = False
