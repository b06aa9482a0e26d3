"""What the daemon knows of the world beyond the disk: the content, the lines, who we are. Shared by its threads."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from kiosk.ipc import ErrorCode
from sync import content
from sync.clock import SiteClock
from sync.enrollment import Enrollment
from sync.protocol.catalogue import Catalogue, Content
from sync.protocol.messages import QueueState
from sync.store import Store

FRESH_S = 600.0
"""How long the desk's word on a line is taken for the present."""


class Refusal(Exception):
    """The answer is no; the screen shows what that means. `code` is one of `kiosk.ipc.ErrorCode`."""

    def __init__(self, code: ErrorCode, message: str = "") -> None:
        super().__init__(message or code)
        self.code: ErrorCode = code


@dataclass
class _Lines:
    states: dict[str, QueueState] = field(default_factory=dict)
    heard: float = float("-inf")
    issued: dict[str, int] = field(default_factory=dict)


class DeskView:
    """The content that is shown and the lines as last heard. Safe from any thread."""

    def __init__(self, store: Store, clock: SiteClock, who: Enrollment | None) -> None:
        self.store = store
        self.clock = clock
        self.who = who
        self._guard = threading.Lock()
        self._lines = _Lines()
        self._content: Content | None = None
        self.reload()

    def reload(self) -> None:
        """Read the current content again, after a swap."""
        with self.store.read() as db:
            now = content.current(db)
        with self._guard:
            self._content = now

    @property
    def content(self) -> Content | None:
        """The version that is shown."""
        with self._guard:
            return self._content

    def enrolled(self) -> tuple[Enrollment, Content]:
        """Return who we are and what is shown. Raises `Refusal` `not_enrolled` where either is not known."""
        now = self.content
        if self.who is None or now is None:
            raise Refusal("not_enrolled", "no desk has told this kiosk who it is and what it offers")
        return self.who, now

    def catalogue(self) -> Catalogue:
        """Return the catalogue that is shown. Raises as `enrolled`."""
        return self.enrolled()[1].catalogue

    def heard(self, states: tuple[QueueState, ...]) -> None:
        """Take the desk's word on the lines."""
        now = {state.queue: state for state in states}
        with self._guard:
            issued = (
                self._lines.issued if now == self._lines.states else {}
            )  # the same figures: ours are not in them yet
            self._lines = _Lines(now, time.monotonic(), issued)

    @property
    def lines_seconds_ago(self) -> float | None:
        """How old the desk's word on the lines is; None where it was never heard."""
        with self._guard:
            return time.monotonic() - self._lines.heard if self._lines.heard > float("-inf") else None

    def line(self, queue: str) -> QueueState | None:
        """Return what the desk said of `queue` not long ago, with the tickets made here since; else None."""
        with self._guard:
            state = self._lines.states.get(queue)
            if state is None or time.monotonic() - self._lines.heard > FRESH_S:
                return None
            return state.model_copy(update={"waiting": state.waiting + self._lines.issued.get(queue, 0)})

    def lines(self) -> tuple[QueueState, ...]:
        """Return all lines of which something is known."""
        with self._guard:
            names = list(self._lines.states)
        found = (self.line(name) for name in names)
        return tuple(state for state in found if state is not None)

    def joined(self, queue: str) -> None:
        """A ticket for `queue` was made here; the desk has not counted it yet."""
        with self._guard:
            self._lines.issued[queue] = self._lines.issued.get(queue, 0) + 1
