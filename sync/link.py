"""What is known of the desk: when it last answered, and why it does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from sync.errors import DeskRefused, DeskUnreachable

_log = structlog.get_logger("sync")


class Link:
    """Shared by the loop's threads. `word` is `ok`, `new`, `revoked`, `stale`, or a kind of `DeskUnreachable`."""

    def __init__(self, changed: Callable[[str], None] = lambda word: None) -> None:
        self._changed = changed
        self._guard = threading.Lock()
        self._heard: float | None = None
        self.word = "new"

    @property
    def seconds_ago(self) -> float | None:
        """How long ago the desk last answered; None where it never did."""
        return None if self._heard is None else time.monotonic() - self._heard

    def worked(self) -> None:
        """The desk answered as it should."""
        self._heard = time.monotonic()
        self._say("ok")

    def failed(self, error: DeskUnreachable | DeskRefused) -> None:
        """A call did not work."""
        if isinstance(error, DeskUnreachable):
            self._say(error.kind)
        elif error.status in (401, 403):
            self._say("revoked")
        elif error.code == "stale_epoch":
            self._say("stale")
        else:
            _log.warning("the desk refused a call", status=error.status, code=error.code)

    def _say(self, word: str) -> None:
        with self._guard:
            if word == self.word:
                return
            before, self.word = self.word, word
        _log.info("the way to the desk changed", before=before, now=word)
        self._changed(word)
