"""A display of its own for machines without one: Xvfb on a free number."""

from __future__ import annotations

import os
import select
import shutil

from mizban.demo.stack import Stack
from mizban.errors import UserError


def has_display() -> bool:
    """Tell whether this session can show a window."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def start_xvfb(stack: Stack, width: int, height: int) -> str:
    """Start Xvfb with one screen and return its display, such as `:99`; it picks a free number itself."""
    program = shutil.which("Xvfb")
    if program is None:
        raise UserError("Xvfb is missing; `make demo` installs it, or: apt-get install xvfb")
    read_end, write_end = os.pipe()
    try:
        stack.start_program(
            "xvfb",
            [program, "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
            pass_fds=(write_end,),
        )
        os.close(write_end)
        write_end = -1
        number = _read_line(read_end, 20)
    finally:
        os.close(read_end)
        if write_end >= 0:
            os.close(write_end)
    if not number:
        raise UserError(f"Xvfb did not start: {stack.last_lines('xvfb')}")
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
