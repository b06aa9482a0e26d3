"""The panel's brightness and power by plan: full in office hours, dim before and after, dark at night.

A plan is data; the panel is set by the kernel's backlight (`/sys/class/backlight`), or for a monitor by DDC/CI through
`ddcutil`. A panel that has neither is left alone and says so. `Light` is what a window uses: it never waits.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

BACKLIGHTS = Path("/sys/class/backlight")

AGAIN_S = 60.0
"""A panel that did not obey is asked again after so long."""


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


class Light:
    """Keeps a panel at the level that was asked for last, on a thread of its own: a monitor answers in seconds.

    `obeys` tells whether the panel is at that level; where not, the picture itself is to be darkened.
    """

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._news = threading.Condition()
        self._wanted: int | None = None
        self._reached: int | None = None
        self._tried: int | None = None
        self._ending = False
        self._thread = threading.Thread(target=self._keep, name="panel-light", daemon=True)
        self._thread.start()

    def set(self, percent: int) -> None:
        """Ask for 0 (off) to 100; returns at once."""
        with self._news:
            if percent != self._wanted:
                self._wanted = percent
                self._news.notify()

    @property
    def obeys(self) -> bool:
        """Whether the panel has the level that was asked for last."""
        with self._news:
            return self._reached is not None and self._reached == self._wanted

    def close(self) -> None:
        """Leave the panel at full light: what comes after this program is to be seen."""
        with self._news:
            self._ending = True
            self._news.notify()
        self._thread.join(15)

    def _keep(self) -> None:
        failed = False
        while True:
            with self._news:
                self._news.wait_for(lambda: self._ending or self._wanted != self._reached, AGAIN_S)
                wanted = self._tried = 100 if self._ending else self._wanted
                if wanted is not None and wanted == self._reached and not self._ending:
                    continue
            if wanted is not None:
                failed = self._try(wanted, failed)
            with self._news:
                if self._ending:
                    return
                if failed:
                    self._news.wait_for(self._asked_otherwise, AGAIN_S)

    def _asked_otherwise(self) -> bool:
        return self._ending or self._wanted != self._tried

    def _try(self, wanted: int, failed: bool) -> bool:
        """Set the panel; return whether it did not obey."""
        try:
            self._panel.set(wanted)
        except DisplayError as error:
            if not failed:
                import structlog  # heavy, and a panel that obeys has nothing to tell

                structlog.get_logger("display").warning(
                    "the panel's light cannot be set; the picture is darkened instead", why=str(error)
                )
            return True
        with self._news:
            self._reached = wanted
        return False


def open_light(kind: Literal["panel", "picture"], backlights: Path = BACKLIGHTS) -> Light | None:
    """Return what sets the panel's own light, None where only the picture is to be darkened."""
    there = any(backlights.iterdir()) if backlights.is_dir() else shutil.which("ddcutil") is not None
    return Light(find_panel(backlights)) if kind == "panel" and there else None
