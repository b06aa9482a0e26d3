"""The line to a printer: non-blocking, so that no write or read can outlive its deadline."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import struct
import termios
from collections.abc import Callable
from typing import Protocol

_NOT_NOW = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EINTR}


class LinkError(Exception):
    """The line is gone or cannot be opened; the text says what the system said.

    `partly` is True where some of the bytes that were being handed over may have arrived all the same.
    """

    def __init__(self, text: str, partly: bool = False) -> None:
        super().__init__(text)
        self.partly = partly


class Link(Protocol):
    """An open line. Every call returns within its `timeout` in seconds or raises `LinkError`."""

    two_way: bool
    """False where the other end can never answer (an ordinary file, a pipe)."""

    def write_some(self, data: bytes, timeout: float) -> int:
        """Hand over the beginning of `data`; return how many bytes were taken, 0 when none were in time."""
        ...

    def read_some(self, timeout: float) -> bytes:
        """Return what has arrived, b"" when nothing did in time."""
        ...

    def unsent(self) -> int:
        """Return how many bytes taken by `write_some` have not reached the other end; 0 where it cannot be known."""
        ...

    def close(self) -> None:
        """Let go, giving what was written the time to arrive. Never raises."""
        ...


class FdLink:
    """A line that is a file descriptor: socket, serial port or device file. `closer` releases it."""

    def __init__(self, fd: int, closer: Callable[[], None], two_way: bool = True, queue: bool = True) -> None:
        os.set_blocking(fd, False)
        self._fd = fd
        self._closer = closer
        self._queue = queue
        self.two_way = two_way

    def _wait(self, events: int, timeout: float) -> bool:
        poll = select.poll()
        poll.register(self._fd, events)
        return bool(poll.poll(max(0.0, timeout) * 1000))

    def write_some(self, data: bytes, timeout: float) -> int:
        try:
            if not self._wait(select.POLLOUT, timeout):
                return 0
            return os.write(self._fd, data)
        except OSError as error:
            return self._no_bytes(error)

    def read_some(self, timeout: float) -> bytes:
        if not self.two_way:
            return b""
        try:
            if not self._wait(select.POLLIN, timeout):
                return b""
            data = os.read(self._fd, 4096)
        except OSError as error:
            self._no_bytes(error)
            return b""
        if not data:
            raise LinkError("the printer closed the line")
        return data

    @staticmethod
    def _no_bytes(error: OSError) -> int:
        if error.errno in _NOT_NOW:
            return 0
        raise LinkError(error.strerror or str(error)) from error

    def unsent(self) -> int:
        if not self._queue:
            return 0
        try:
            answer = fcntl.ioctl(self._fd, termios.TIOCOUTQ, struct.pack("i", 0))
        except OSError:
            self._queue = False
            return 0
        return int(struct.unpack("i", answer)[0])

    def close(self) -> None:
        self._closer()
