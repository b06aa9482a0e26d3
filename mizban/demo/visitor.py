"""A scripted visitor: sees what the window shows, and touches it through the window system like a finger would."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from mizban.errors import UserError

_TAP = ("mousedown", "1", "sleep", "0.06", "mouseup", "1")
"""A finger that comes down and goes up, in the words of xdotool."""

_BETWEEN_TOUCHES_S = 0.35
"""The kiosk takes a second touch within 300 ms for a tremor."""
_BETWEEN_KEYS_S = 0.12
"""One within 100 ms, on a key."""


class NotSeen(UserError):
    """The screen did not show what it should have."""


class Visitor:
    """Eyes and a finger. On the Unix socket `hook` the kiosk tells what it shows; `display` is where it shows it.

    `alive` raises where the window's process has ended. What does not come within `patience_s` raises `NotSeen`.
    """

    def __init__(
        self, hook: Path, display: str, patience_s: float = 20, alive: Callable[[], None] = lambda: None
    ) -> None:
        self._hook = hook
        self._display = display
        self._patience = patience_s
        self._alive = alive
        self._stream: Any = None
        self._last_touch = 0.0

    def ask(self, **question: object) -> dict[str, Any]:
        """Ask the kiosk's hook one question and return its answer."""
        stream = self._connected()
        stream.write(json.dumps(question).encode() + b"\n")
        stream.flush()
        line = stream.readline()
        if not line:
            self.close()
            raise NotSeen("the kiosk's window closed in the middle of a visit")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise NotSeen(f"the kiosk's window cannot answer {question}: {answer['error']}")
        return answer

    def close(self) -> None:
        """Let go of the hook; the next question connects anew."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def page(self) -> str:
        """Return the name of the page that is shown."""
        return str(self.ask(ask="page")["page"])

    def wait_for(self, *pages: str, within: float = 0) -> str:
        """Wait until one of `pages` is drawn, `within` seconds or the usual patience; return which."""
        deadline = time.monotonic() + (within or self._patience)
        while True:
            shown = self.ask(ask="page")
            if shown["page"] in pages and shown["drawn"]:
                self._last_touch = time.monotonic()  # a busy kiosk took the touch that led here only just now
                return str(shown["page"])
            if time.monotonic() > deadline:
                raise NotSeen(f"waited for {' or '.join(pages)}, but the screen shows {shown}")
            time.sleep(0.03)

    def touch(self, target: str) -> None:
        """Touch the choice named `target`; waits until it is there."""
        x, y = self._where(target)
        self.touch_at(x, y, _BETWEEN_KEYS_S if target.startswith("key.") else _BETWEEN_TOUCHES_S)

    def type(self, text: str) -> None:
        """Type on the on-screen keyboard, key by key."""
        for letter in text:
            self.touch(f"key.{letter}")

    def wait_while(self, same: Callable[[], bool]) -> None:
        """Wait until the screen has gone on."""
        deadline = time.monotonic() + self._patience
        while same():
            if time.monotonic() > deadline:
                raise NotSeen(f"the screen did not go on from {self.page()}: {self.texts()}")
            time.sleep(0.05)

    def touch_at(self, x: float, y: float, rest_s: float = _BETWEEN_TOUCHES_S) -> None:
        """Touch the panel at a point, in pixels from its upper left corner; no sooner than `rest_s` after the last."""
        rest = self._last_touch + rest_s - time.monotonic()
        if rest > 0:
            time.sleep(rest)
        done = subprocess.run(
            ["xdotool", "mousemove", str(round(x)), str(round(y)), *_TAP],
            env={"DISPLAY": self._display, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise NotSeen(f"the display {self._display} took no touch: {done.stderr.strip()}")
        with suppress(NotSeen, OSError):  # a touch may be the window's last
            self.ask(ask="page")  # answered when the touch has been taken, however busy the kiosk is
        self._last_touch = time.monotonic()

    def sees(self, target: str) -> bool:
        """Tell whether a choice named `target` is on the screen."""
        return bool(self.find(target)["found"])

    def first_of(self, *beginnings: str) -> str:
        """Return the first touchable thing whose name begins so."""
        for target in self.ask(ask="targets")["targets"]:
            if str(target["id"]).startswith(beginnings):
                return str(target["id"])
        raise NotSeen(f"nothing named {' or '.join(beginnings)} is on the page {self.page()}")

    def texts(self) -> str:
        """Return every text that the screen shows, a line each."""
        return "\n".join(self.ask(ask="texts")["texts"])

    def shoot(self, picture: Path) -> Path:
        """Save what the window shows; return where."""
        picture.parent.mkdir(parents=True, exist_ok=True)
        self.ask(ask="shot", path=str(picture.resolve()))
        return picture

    def find(self, target: str) -> dict[str, Any]:
        """Return where a target is: `found`, and if so `x`, `y` of its middle, `box` and `text`."""
        return self.ask(ask="where", id=target)

    def _where(self, target: str) -> tuple[int, int]:
        """Return the middle of a target once it stands still; the page's parts are turned until it is there."""
        deadline = time.monotonic() + self._patience
        last: tuple[int, int] | None = None
        while True:
            answer = self.find(target)
            if not answer["found"] and target != "part.next" and self.find("part.next")["found"]:
                self.touch("part.next")
                continue
            here = (round(answer["x"]), round(answer["y"])) if answer.get("found") else None
            if here is not None and last is not None and here == last:
                return here
            last = here
            if time.monotonic() > deadline:
                raise NotSeen(f"there is nothing named {target} to touch on the page {self.page()}")
            time.sleep(0.04)

    def _connected(self) -> Any:
        if self._stream is not None:
            return self._stream
        deadline = time.monotonic() + 60
        while True:
            try:
                line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                line.settimeout(30)
                line.connect(str(self._hook))
                self._stream = line.makefile("rwb")
                line.close()  # the stream holds the connection now
                return self._stream
            except OSError as error:
                line.close()
                self._alive()
                if time.monotonic() > deadline:
                    raise NotSeen(f"the kiosk's window did not come up: {error}") from error
                time.sleep(0.1)
