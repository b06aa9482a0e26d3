"""Real kiosks and boards for tests: enrolled at a real desk, a daemon, a window on a display of its own, eyes on it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from tests.support.desk import ROOT, DeskProcess
from tests.support.window import virtual_display

START_S = 120


class Eyes:
    """Reads what a window shows, through its hook."""

    def __init__(self, hook: Path) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(60)
        self._line.connect(str(hook))
        self._stream = self._line.makefile("rwb")

    def ask(self, **question: object) -> dict[str, Any]:
        """Ask one question of docs/develop-screens.md."""
        self._stream.write(json.dumps(question).encode() + b"\n")
        self._stream.flush()
        answer: dict[str, Any] = json.loads(self._stream.readline())
        return answer

    def texts(self) -> str:
        """Return every text that is drawn."""
        return "\n".join(self.ask(ask="texts")["texts"])

    def wait(self, seen: Callable[[str], bool], seconds: float) -> float:
        """Wait until the texts are so; return the seconds that it took."""
        started = time.monotonic()
        while not seen(self.texts()):
            assert time.monotonic() - started < seconds, self.texts()
            time.sleep(0.03)
        return time.monotonic() - started

    def colour(self, path: Path, across: float, down: float) -> tuple[int, int, int]:
        """Return the colour at a place of the window, as shares of its size from the upper left corner."""
        self.ask(ask="shot", path=str(path))
        with Image.open(path) as picture:
            at = (int(picture.width * across), int(picture.height * down))
            pixel = picture.convert("RGB").getpixel(at)
        assert isinstance(pixel, tuple)
        return int(pixel[0]), int(pixel[1]), int(pixel[2])

    def close(self) -> None:
        """Look away."""
        self._stream.close()
        self._line.close()


class Station:
    """A kiosk or board: its settings, its daemon, its window. Each part can be killed and started again."""

    def __init__(self, folder: Path, role: str, size: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.data = folder, folder / "data"
        self.config, self.hook = folder / "station.toml", folder / "hook"
        self.config.write_text(
            f'data = "{self.data}"\nsocket = "{folder / "daemon.sock"}"\nlanguage = "fa"\n[screen]\nlight = "picture"\n'
        )
        self._window = ("kiosk", "--role", role, "--windowed", "--size", size)
        self._size = (int(size.split("x")[0]), int(size.split("x")[1]))
        self._display, self._screen = "", ExitStack()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.eyes: Eyes | None = None

    def enroll(self, desk: DeskProcess, url: str = "") -> None:
        """Join the desk, by another address where the cable is in between."""
        words = ("enroll", url or desk.url, desk.enroll_code(), "--config", str(self.config))
        subprocess.run(_mizban(*words), cwd=ROOT, check=True, timeout=180, stdout=subprocess.DEVNULL)

    def start_daemon(self) -> None:
        """Start the daemon."""
        self._start("daemon", _mizban("daemon", "--config", str(self.config)))

    def start_window(self) -> Eyes:
        """Start the window and return the eyes on it."""
        self.hook.unlink(missing_ok=True)
        if not self._display:
            self._display = self._screen.enter_context(virtual_display(*self._size))
        self._start("window", _mizban(*self._window, "--config", str(self.config)))
        deadline = time.monotonic() + START_S
        while not self.hook.exists():
            assert self._running["window"].poll() is None, self.log("window")
            assert time.monotonic() < deadline, "the window did not come up"
            time.sleep(0.05)
        self.eyes = Eyes(self.hook)
        return self.eyes

    def kill(self, part: str) -> None:
        """Cut the power of `daemon` or `window`."""
        self._end(part, signal.SIGKILL)

    def stop(self) -> None:
        """End both as systemd does."""
        for part in ("window", "daemon"):
            self._end(part, signal.SIGTERM)
        self._screen.close()
        self._display = ""

    def log(self, part: str) -> str:
        """Return what a part has said."""
        return (self.folder / f"{part}.log").read_text(errors="replace")[-3000:]

    def _start(self, part: str, command: list[str]) -> None:
        env = {**without_screens(), "MIZBAN_SCREEN_HOOK": str(self.hook), "KIVY_HOME": str(self.folder / "kivy")}
        env |= {"DISPLAY": self._display, "SDL_VIDEODRIVER": "x11"}
        with (self.folder / f"{part}.log").open("ab") as log:
            self._running[part] = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=log)

    def _end(self, part: str, how: int) -> None:
        process = self._running.pop(part, None)
        if part == "window" and self.eyes is not None:
            self.eyes.close()
            self.eyes = None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


@contextmanager
def station(desk: DeskProcess, folder: Path, role: str, size: str, url: str = "") -> Iterator[Station]:
    """Yield a station that is enrolled and runs, its window up."""
    made = Station(folder, role, size)
    made.enroll(desk, url)
    try:
        made.start_daemon()
        made.start_window()
        yield made
    finally:
        made.stop()


def without_screens() -> dict[str, str]:
    """Return this process's environment without what other tests told SDL and Kivy in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SDL_", "KIVY_"))}


def told_by(module: str, *words: str, seconds: float = 250) -> list[dict[str, Any]]:
    """Run a module of these tests in a process of its own, without screens; return the lines of JSON that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.signage.{module}", *words],
        cwd=ROOT, capture_output=True, text=True, timeout=seconds, env=without_screens(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.strip().splitlines() if line.startswith("{")]


def _mizban(*words: str) -> list[str]:
    return [sys.executable, "-m", "mizban", *words]
