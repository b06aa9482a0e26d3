"""The real window of a kiosk in a process of its own, under a virtual display, touched as a finger touches: through X.

with virtual_display(1080, 1920) as display, Window(display, config, tmp_path) as window:
    window.wait_for("attract"); window.touch("language.fa"); window.wait_for("home")
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


@contextmanager
def virtual_display(width: int, height: int) -> Iterator[str]:
    """Start Xvfb on a free display of its own choice and yield the display's name."""
    read, write = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as said:
            number = said.readline().strip()
        if not number:
            raise AssertionError("Xvfb did not start")
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(10)


class Window:
    """A kiosk's screen process on `display`. `config` is its settings file."""

    def __init__(self, display: str, config: Path, folder: Path, size: tuple[int, int]) -> None:
        self.hook = folder / "hook"
        self.log = folder / "screen.log"
        self._display, self._config, self._folder, self._size = display, config, folder, size
        self.more: tuple[str, ...] = ()
        self._stream: Any = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Window:
        env = {
            **os.environ,
            "DISPLAY": self._display,
            "MIZBAN_SCREEN_HOOK": str(self.hook),
            "KIVY_HOME": str(self._folder / "kivy"),
        }
        env.pop("SDL_VIDEODRIVER", None)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mizban", "kiosk", "--config", str(self._config),
                 "--size", f"{self._size[0]}x{self._size[1]}", *self.more],
                env=env, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self.end(signal.SIGTERM)

    def end(self, how: int) -> None:
        """Send the screen process a signal and wait until it is gone."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(20)

    def ask(self, **question: object) -> dict[str, Any]:
        """Ask the window what it shows (docs/develop-screens.md)."""
        if self._stream is None:
            self._stream = self._connect()
        self._stream.write(json.dumps(question).encode() + b"\n")
        self._stream.flush()
        answer: dict[str, Any] = json.loads(self._stream.readline())
        assert "error" not in answer, answer
        return answer

    def _connect(self) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            line = socket.socket(socket.AF_UNIX)
            try:
                line.connect(str(self.hook))
                return line.makefile("rwb")
            except OSError:
                assert self._process is not None
                assert self._process.poll() is None, self.log.read_text(errors="replace")
                assert time.monotonic() < deadline, "the window did not come up"
                time.sleep(0.05)
            finally:
                line.close()

    def wait_for(self, *pages: str) -> str:
        """Wait until one of `pages` is drawn; return which."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            shown = self.ask(ask="page")
            if shown["page"] in pages and shown["drawn"]:
                return str(shown["page"])
            assert time.monotonic() < deadline, f"waited for {pages}, but {shown} is shown"
            time.sleep(0.03)

    def touch(self, target: str) -> None:
        """Touch the middle of a target; turns the page's parts until it is there."""
        found = self.find(target)
        while not found["found"]:
            assert self.find("part.next")["found"], f"{target} is not on the page {self.ask(ask='page')}"
            self.touch_at(*self._middle("part.next"))
            found = self.find(target)
        self.touch_at(*self._middle(target))

    def find(self, target: str) -> dict[str, Any]:
        """Return where a target is."""
        return self.ask(ask="where", id=target)

    def _middle(self, target: str) -> tuple[float, float]:
        """Return where a target's middle is; a page that was just left may still be drawn when it is asked for."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := self.find(target))["found"]:
            assert time.monotonic() < deadline, f"{target} is not on the page {self.ask(ask='page')}"
            time.sleep(0.03)
        return float(found["x"]), float(found["y"])

    def press(self, key: str) -> None:
        """Touch a key of the screen's keyboard; keys may follow each other fast. Waits for another layout's keys."""
        before = self.find(f"key.{key}")
        assert before["found"], f"there is no key {key!r}"
        keys = self._keys()
        self.touch_at(float(before["x"]), float(before["y"]), rest_s=0.02)
        deadline = time.monotonic() + PATIENCE_S
        while key.startswith("layout.") and self._keys() == keys:
            assert time.monotonic() < deadline, f"{key} brought no other keys"
            time.sleep(0.02)

    def _keys(self) -> list[str]:
        return [target["id"] for target in self.ask(ask="targets")["targets"] if target["id"].startswith("key.")]

    def field_holds(self, text: str) -> dict[str, Any]:
        """Wait until the field holds `text`; return what is known of the field."""
        deadline = time.monotonic() + PATIENCE_S
        while (field := self.ask(ask="field")).get("text") != text:
            assert time.monotonic() < deadline, f"the field holds {field.get('text')!r}, not {text!r}"
            time.sleep(0.02)
        return field

    def touch_at(self, x: float, y: float, rest_s: float = 0.32) -> None:
        """A touch of 60 ms through the X server; then a rest longer than what counts as trembling."""
        subprocess.run(
            ["xdotool", "mousemove", str(round(x)), str(round(y)), "mousedown", "1", "sleep", "0.06", "mouseup", "1",
             "sleep", str(rest_s)],
            env={"DISPLAY": self._display, "PATH": "/usr/bin:/bin"}, check=True, timeout=30,
        )  # fmt: skip

    def type(self, text: str) -> None:
        """Touch one key of the screen's keyboard after another."""
        for letter in text:
            self.touch_at(*self._middle(f"key.{letter}"))

    def shoot(self, path: Path) -> Path:
        """Save what is shown."""
        self.ask(ask="shot", path=str(path))
        return path
