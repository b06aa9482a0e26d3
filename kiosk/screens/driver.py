"""Tells tests and the demonstration what the window shows. It cannot touch: fingers come through the window system.

Off unless the environment variable MIZBAN_SCREEN_HOOK names a Unix socket; docs/develop-screens.md has the protocol.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.widgets.bidi_label import BidiLabel

_ANSWER_S = 10.0
_FRAMES_BEFORE_A_PICTURE = 2
"""A page that has just been built is laid out before the next frame; a picture shows what the visitor sees."""


class Driver:
    """Answers on a Unix socket, one JSON object a line; each question is answered on the screen's thread."""

    def __init__(self, path: Path, root: Any) -> None:
        self._path, self._root = path, root
        self._on_panel: Any = None
        Window.bind(on_flip=self._flipped)
        with suppress(FileNotFoundError):
            path.unlink()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        path.chmod(0o600)
        self._listener.listen(4)
        threading.Thread(target=self._accept, name="driver", daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()
        with suppress(FileNotFoundError):
            self._path.unlink()

    def _flipped(self, *_: object) -> None:
        """A frame went to the panel: it shows the page if that was drawn."""
        if getattr(self._root, "is_drawn", bool)():
            self._on_panel = self._root.journey.page

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(line,), name="driver-line", daemon=True).start()

    def _converse(self, line: socket.socket) -> None:
        with line, line.makefile("rwb") as stream:
            for raw in stream:
                question = json.loads(raw)
                frames = question.get("ask") == "frames"
                answer = _frames(float(question["seconds"])) if frames else self._on_screen_thread(question)
                stream.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                stream.flush()

    def _on_screen_thread(self, question: dict[str, Any]) -> dict[str, Any]:
        done = threading.Event()
        answer: dict[str, Any] = {"error": "the screen did not answer"}

        frames = _FRAMES_BEFORE_A_PICTURE if question.get("ask") == "shot" else 0

        def work(_dt: float) -> None:
            nonlocal answer, frames
            if frames:
                frames -= 1
                Clock.schedule_once(work, 0)
                return
            try:
                answer = self._answer(question)
            except (KeyError, ValueError, OSError) as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            done.set()

        Clock.schedule_once(work, 0)
        done.wait(_ANSWER_S)
        return answer

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "page": self._page,
            "where": lambda: self._where(str(question["id"])),
            "targets": lambda: {"targets": self._targets()},
            "field": self._field,
            "texts": lambda: {"texts": [text for text, _ in visible_texts(self._root)]},
            "shot": lambda: self._shot(Path(str(question["path"]))),
        }
        kind = question.get("ask")
        if kind not in answers:
            raise ValueError(f"cannot be asked: {kind!r}; allowed: {', '.join(answers)}")
        return answers[kind]()

    def _page(self) -> dict[str, Any]:
        journey = self._root.journey
        shown = journey.warning or journey.page
        return {
            "page": shown.name,
            "language": journey.visit.language,
            "args": dict(shown.args),
            "entry": entry.id if (entry := shown.entry()) else "",
            "drawn": self._root.is_drawn(),
            "shown": self._on_panel == journey.page,
            "part": self._root.stage.part if self._root.stage else 0,
            "parts": self._root.stage.parts if self._root.stage else 1,
        }

    def _where(self, target: str) -> dict[str, Any]:
        for found in self._targets():
            if found["id"] == target:
                x, y, width, height = found["box"]
                return {"found": True, "x": x + width / 2, "y": y + height / 2, **found}
        return {"found": False}

    def _targets(self) -> list[dict[str, Any]]:
        """Everything that can be touched: id, box in px from the window's upper left corner, and its words."""
        found = [
            {"id": widget.choice.id, "box": box_of(widget), "text": " ".join(text for text, _ in visible_texts(widget))}
            for widget in self._root.targets()
        ]
        return found + self._root.key_targets()

    def _field(self) -> dict[str, Any]:
        """The field that is typed into: its text, its box, and the point before each of its characters."""
        field = self._root.stage.field if self._root.stage is not None else None
        if field is None:
            return {"found": False}
        points = [field.point_before(index) for index in range(len(field.text))]
        moved = [field.to_window(*point, initial=True) for point in points]
        return {
            "found": True,
            "text": field.text,
            "lines": [line.display for line in field.lines],
            "box": box_of(field),
            "before": [[x, Window.height - y] for x, y in moved],
        }

    def _shot(self, path: Path) -> dict[str, Any]:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._root.rest()
        self._root.export_to_png(str(path))
        return {"saved": str(path), "size": list(Window.size)}


def _frames(seconds: float) -> dict[str, Any]:
    """Draw the window anew as fast as it goes for so long; return when each frame went to the panel (monotonic, s)."""
    times: list[float] = []

    def flipped(*_: object) -> None:
        times.append(time.monotonic())

    def again(_dt: float) -> None:
        Window.canvas.ask_update()

    def begin(_dt: float) -> None:
        Window.bind(on_flip=flipped)
        Clock.schedule_interval(again, 0)

    def end(_dt: float) -> None:
        Window.unbind(on_flip=flipped)
        Clock.unschedule(again)
        over.set()

    over = threading.Event()
    Clock.schedule_once(begin, 0)
    over.wait(seconds)
    Clock.schedule_once(end, 0)
    over.wait(_ANSWER_S)
    return {"times": times}


def box_of(widget: Widget) -> list[float]:
    """Return x, y, width, height of a widget in px from the window's upper left corner."""
    left, bottom = widget.to_window(widget.x, widget.y, initial=True)
    return [left, Window.height - bottom - widget.height, widget.width, widget.height]


def visible_texts(root: Widget) -> list[tuple[str, BidiLabel]]:
    """Return every text below `root` with its label, in the order in which they were added."""
    return [
        (widget.text, widget)
        for widget in root.walk(restrict=True)
        if isinstance(widget, BidiLabel) and widget.text.strip()
    ]
