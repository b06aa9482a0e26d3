"""The real window of a kiosk in a process of its own, under a virtual display, touched as a finger touches: through X.

with virtual_display(1080, 1920) as display, Window(display, config, tmp_path, (1080, 1920)) as window:
    window.wait_for("attract"); window.touch("language.fa"); window.wait_for("home")
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from mizban.demo.visitor import NotSeen, Visitor
from mizban.demo.xserver import virtual_display as virtual_display

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


class Window(Visitor):
    """A kiosk's screen process on `display`, and somebody before it. `config` is its settings file."""

    def __init__(self, display: str, config: Path, folder: Path, size: tuple[int, int]) -> None:
        super().__init__(folder / "hook", display, PATIENCE_S, self._check_alive)
        self.hook = folder / "hook"
        self.log = folder / "screen.log"
        self._on, self._config, self._folder, self._size = display, config, folder, size
        self.program: tuple[str, ...] = (sys.executable, "-m", "mizban")
        self.more: tuple[str, ...] = ()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Window:
        env = {
            **os.environ,
            "DISPLAY": self._on,
            "MIZBAN_SCREEN_HOOK": str(self.hook),
            "KIVY_HOME": str(self._folder / "kivy"),
        }
        env.pop("SDL_VIDEODRIVER", None)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.program, "kiosk", "--config", str(self._config),
                 "--size", f"{self._size[0]}x{self._size[1]}", *self.more],
                env=env, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self.end(signal.SIGTERM)

    @property
    def pid(self) -> int:
        """The screen's process."""
        assert self._process is not None
        return self._process.pid

    def end(self, how: int) -> None:
        """Send the screen process a signal and wait until it is gone."""
        self.close()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(20)

    def _check_alive(self) -> None:
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text(errors="replace")

    def touch_at(self, x: float, y: float, rest_s: float = 0.32) -> None:
        """A touch of 60 ms through the X server; then a rest longer than what counts as trembling."""
        super().touch_at(x, y, 0)
        time.sleep(rest_s)

    def press(self, key: str) -> None:
        """Touch a key of the screen's keyboard; keys may follow each other fast. Waits for another layout's keys."""
        before = self.find(f"key.{key}")
        assert before["found"], f"there is no key {key!r}"
        keys = self._keys()
        self.touch_at(float(before["x"]), float(before["y"]), rest_s=0.02)
        if key.startswith("layout."):
            self.wait_while(lambda: self._keys() == keys)

    def _keys(self) -> list[str]:
        return [target["id"] for target in self.ask(ask="targets")["targets"] if target["id"].startswith("key.")]

    def field_holds(self, text: str) -> dict[str, Any]:
        """Wait until the field holds `text`; return what is known of the field."""
        deadline = time.monotonic() + PATIENCE_S
        while (field := self.ask(ask="field")).get("text") != text:
            if time.monotonic() > deadline:
                raise NotSeen(f"the field holds {field.get('text')!r}, not {text!r}")
            time.sleep(0.02)
        return field
