"""The panel's brightness and power by plan: full in office hours, dim before and after, dark at night.

A plan is data; the panel is set by the kernel's backlight (`/sys/class/backlight`), or for a monitor by DDC/CI through
`ddcutil`. A panel that has neither is left alone and says so.
"""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

BACKLIGHTS = Path("/sys/class/backlight")


class DisplayError(Exception):
    """The panel cannot be set; the text says why and what to do."""


@dataclass(frozen=True)
class Level:
    """From `start` on (site time), the panel has `percent` brightness; 0 is dark."""

    start: dt.time
    percent: int


PLAN: tuple[Level, ...] = (
    Level(dt.time(6, 30), 60),
    Level(dt.time(7, 30), 100),
    Level(dt.time(15, 0), 60),
    Level(dt.time(20, 0), 0),
)


def planned(plan: Sequence[Level], now: dt.time, touched: bool = False) -> int:
    """Return the brightness in percent that `plan` has at `now`.

    Before its first level the last one of the day before holds. A panel that is `touched` is never darker than 60, so
    that nobody stands before a dark kiosk.
    """
    if not plan:
        return 100
    ordered = sorted(plan, key=lambda level: level.start)
    past = [level for level in ordered if level.start <= now]
    percent = (past or ordered)[-1].percent
    return max(percent, 60) if touched else percent


class Panel(Protocol):
    """What sets brightness."""

    def set(self, percent: int) -> None:
        """Set 0 (dark) to 100. Raises `DisplayError`."""
        ...


class Backlight:
    """A panel with a kernel backlight; `folder` is its place in sysfs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def set(self, percent: int) -> None:
        """See `Panel`. FB_BLANK_POWERDOWN is 4 (linux/fb.h)."""
        try:
            most = int((self._folder / "max_brightness").read_text())
            (self._folder / "brightness").write_text(str(round(most * percent / 100)))
            (self._folder / "bl_power").write_text("0" if percent else "4")
        except (OSError, ValueError) as error:
            raise DisplayError(f"{self._folder}: {error}; the udev rule of the kiosk gives the right to it") from error


class DdcMonitor:
    """A monitor that takes VESA MCCS over its cable: feature 10 is brightness, D6 power."""

    def set(self, percent: int) -> None:
        """See `Panel`."""
        commands = (["10", str(percent)], ["D6", "1" if percent else "4"])
        for feature in commands:
            try:
                done = subprocess.run(
                    ["ddcutil", "setvcp", *feature], capture_output=True, text=True, timeout=10, check=False
                )
            except FileNotFoundError as error:
                raise DisplayError("ddcutil is not installed: apt-get install ddcutil") from error
            except subprocess.TimeoutExpired as error:
                raise DisplayError("the monitor does not answer ddcutil") from error
            if done.returncode:
                raise DisplayError(f"ddcutil: {done.stderr.strip()[:200] or done.returncode}")


def find_panel(backlights: Path = BACKLIGHTS) -> Panel:
    """Return the kernel's backlight where there is one, else the monitor on the cable."""
    folders = sorted(backlights.iterdir()) if backlights.is_dir() else []
    return Backlight(folders[0]) if folders else DdcMonitor()
