"""The real world of the screen: the daemon over its socket, and content read from the store on a thread of its own.

Nothing here makes the window wait: answers and new content are handed to the screen's thread by one function.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.client import Answer as ClientAnswer
from kiosk.client import DaemonClient
from kiosk.config import Settings
from kiosk.flow.journey import World
from kiosk.flow.ports import Answer, Messages, Speaker
from sync import shown
from sync.errors import StoreError
from sync.protocol.catalogue import Catalogue, Content
from sync.store import FILE_NAME
from sync.store.connection import open_reader

HandBack = Callable[[Callable[[], None]], None]
Told = Callable[[str, dict[str, Any]], None]
_LOOK_AGAIN_S = 1.0


class StoreLibrary:
    """The newest content in the store. `look` asks the reading thread to see whether there is a newer one."""

    def __init__(self, path: Path, hand_back: HandBack, changed: Callable[[], None]) -> None:
        self.catalogue: Catalogue | None = None
        self.published_at: datetime | None = None
        self._path, self._hand_back, self._changed = path, hand_back, changed
        self._version = 0
        self.looked = False
        """Whether the store was looked into at all: before, nobody knows that there is no content."""
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="content-reader", daemon=True)

    def start(self) -> None:
        """Read now, and whenever `look` is called; until there is content, every second."""
        self._wanted.set()
        self._thread.start()

    def look(self) -> None:
        """The daemon says that content has changed."""
        self._wanted.set()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._wanted.set()

    def _run(self) -> None:
        while True:
            self._wanted.wait(None if self._version else _LOOK_AGAIN_S)
            self._wanted.clear()
            if self._stopping.is_set():
                return
            found = self._read()
            if found is not None or not self.looked:
                self._hand_back(lambda new=found: self._take(new))  # type: ignore[misc]

    def _read(self) -> Content | None:
        """Return newer content, or None: none there yet, none newer, or the daemon has not made the store yet."""
        if not self._path.exists():
            return None
        try:
            db = open_reader(self._path)
        except StoreError:
            return None
        try:
            version = shown.current_version(db)
            if version == self._version:
                return None
            found = shown.current(db)
            self._version = version
            return found
        except sqlite3.Error:
            return None
        finally:
            db.close()

    def _take(self, found: Content | None) -> None:
        self.looked = True
        if found is not None:
            self.published_at = found.published_at
            self.catalogue = found.catalogue
        self._changed()


class ScreenDesk:
    """The daemon, asked from the screen's thread and answering on it."""

    def __init__(self, socket: Path, library: StoreLibrary, hand_back: HandBack) -> None:
        self._library, self._hand_back = library, hand_back
        self._told: Told = lambda kind, data: None
        self._client = DaemonClient(socket, on_push=self._pushed, on_link=self._linked)

    def start(self, told: Told) -> None:
        """Connect; pushes go to `told` on the screen's thread. A new connection counts as news of everything."""
        self._told = told
        self._client.start()

    def stop(self) -> None:
        """Let go."""
        self._client.stop()

    def ask(self, method: str, params: dict[str, Any], answer: Callable[[Answer], None]) -> None:
        """Ask without waiting."""

        def answered(reply: ClientAnswer) -> None:
            self._hand_back(lambda: answer(Answer(reply.result, reply.error)))

        self._client.ask(method, params, answered)

    def _pushed(self, kind: str, data: dict[str, Any]) -> None:
        if kind == "content":
            self._library.look()
        self._hand_back(lambda: self._told(kind, data))

    def _linked(self, up: bool) -> None:
        if up:
            self._library.look()
        self._hand_back(lambda: self._told("desk", {"link": up}))


def _voice(settings: Settings) -> Speaker | None:
    """Return the voice; what it needs is not even loaded where the settings name no loudspeaker."""
    if not settings.sound.loudspeaker:
        return None
    from kiosk.screens.voice import find_voice

    return find_voice(settings)


def _end_process() -> None:
    from kivy.app import App

    running = App.get_running_app()
    if running is not None:
        running.stop()


class Connection:
    """Everything around one screen, to be started and stopped together."""

    def __init__(
        self, settings: Settings, messages: Messages, monotonic: Callable[[], float], hand_back: HandBack
    ) -> None:
        self._told: Told = lambda kind, data: None
        self.library = StoreLibrary(settings.data / FILE_NAME, hand_back, lambda: self._told("content", {}))
        self.desk = ScreenDesk(settings.socket, self.library, hand_back)
        self.world = World(
            self.desk, self.library, messages, settings, monotonic, speaker=_voice(settings), restart=_end_process
        )

    def read(self) -> None:
        """Begin to read content, which takes a while: the window is made ready meanwhile."""
        self.library.start()

    def start(self, told: Told) -> None:
        """Begin to listen; `told` is called on the screen's thread."""
        self._told = told
        self.desk.start(told)

    def stop(self) -> None:
        """End both threads."""
        self.library.stop()
        self.desk.stop()
