"""A display of its own for machines without one: Xvfb on a free number."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mizban.demo.stack import Stack
from mizban.errors import UserError

PATIENCE_S = 20.0


def has_display() -> bool:
    """Tell whether this session can show a window."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def start_xvfb(stack: Stack, width: int, height: int) -> str:
    """Start Xvfb as a process of `stack` with one screen and return its display, such as `:99`."""

    def start(command: list[str], told: int) -> None:
        stack.start_program("xvfb", command, pass_fds=(told,))

    return _started(start, width, height, lambda: stack.last_lines("xvfb"))


@contextmanager
def virtual_display(width: int, height: int) -> Iterator[str]:
    """Run Xvfb with one screen until the block ends; yields its display."""
    running: list[subprocess.Popen[bytes]] = []

    def start(command: list[str], told: int) -> None:
        silent = subprocess.DEVNULL
        running.append(subprocess.Popen(command, pass_fds=(told,), stdout=silent, stderr=silent))

    try:
        yield _started(start, width, height, lambda: "it said nothing")
    finally:
        for process in running:
            process.terminate()
            process.wait(10)


def _started(start: Callable[[list[str], int], None], width: int, height: int, said: Callable[[], str]) -> str:
    """Start Xvfb, which picks a free number itself and tells it on a descriptor; return the display."""
    program = shutil.which("Xvfb")
    if program is None:
        raise UserError("Xvfb is missing; `make demo` installs it, or: apt-get install xvfb")
    read_end, write_end = os.pipe()
    try:
        try:
            start(
                [program, "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
                write_end,
            )
        finally:
            os.close(write_end)
        number = _read_line(read_end, PATIENCE_S)
    finally:
        os.close(read_end)
    if not number:
        raise UserError(f"Xvfb did not start: {said()}")
    return f":{number}"


def _read_line(descriptor: int, seconds: float) -> str:
    """Return the line that comes within `seconds`, else ""; Xvfb dies where it cannot finish its line."""
    line = b""
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([descriptor], [], [], seconds)
        part = os.read(descriptor, 16) if ready else b""
        if not part:
            return ""
        line += part
    return line.decode().strip()
