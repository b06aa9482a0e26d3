"""The machine as the doctor reads it: files of the kernel below `root`, the clock, and programs that tell more.

Another `root` shows a machine that is described by files, so that every fault can be laid out and looked at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ANSWER_S = 10.0


@dataclass(frozen=True)
class Machine:
    """`now` is the clock; `search` is the PATH on which programs are looked for, None for the usual one."""

    root: Path = Path("/")
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    search: str | None = None

    def path(self, name: str) -> Path:
        """Return a path of this machine, such as `sys/class/net`."""
        return self.root / name

    def text(self, name: str) -> str:
        """Return a small file of the kernel without its end of line; empty where it is not there or says nothing."""
        try:
            return self.path(name).read_text(errors="replace").strip()
        except OSError:
            return ""

    def number(self, name: str) -> int | None:
        """Return a number that the kernel tells, decimal or hexadecimal; None where it tells none."""
        try:
            return int(self.text(name), 0)
        except ValueError:
            return None

    def glob(self, pattern: str) -> list[str]:
        """Return the paths that match, relative to the root, in order."""
        return sorted(str(path.relative_to(self.root)) for path in self.root.glob(pattern))

    def said(self, *words: str) -> str | None:
        """Return what a program says; None where it is not installed, fails or does not answer."""
        program = shutil.which(words[0], path=self.search)
        if program is None:
            return None
        env = {**os.environ, "LC_ALL": "C"} | ({"PATH": self.search} if self.search else {})
        try:
            done = subprocess.run(
                [program, *words[1:]], capture_output=True, text=True, timeout=ANSWER_S, check=False, env=env
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 else None
