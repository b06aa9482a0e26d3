"""One board: what the daemon tells it becomes the page that is shown and the words that are said. No pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from kiosk.flow.board.calls import CallQueue
from kiosk.flow.board.page import BoardPage, BoardPlace, BoardWords, Known, SpokenLine
from kiosk.flow.ports import Answer, Desk, Library, Messages
from kiosk.ipc import Status
from sync.protocol.catalogue import Catalogue
from sync.protocol.messages import Call, QueueState

ASK_S = 20.0
"""How often the daemon is asked how fresh its knowledge is; calls and figures come by themselves."""
NOTICE_S = 12.0


class Voice(Protocol):
    """The loudspeaker of a hall."""

    @property
    def speaking(self) -> bool:
        """Whether the last call is still being said."""

    def call(self, lines: tuple[SpokenLine, ...]) -> None:
        """Ring, then say the lines one after another."""


class Hall:
    """The state of one board. `tick` is called some times a second; the page is None until content has come."""

    def __init__(
        self,
        desk: Desk,
        library: Library,
        messages: Messages,
        place: BoardPlace,
        now: Callable[[], datetime],
        voice: Voice | None = None,
    ) -> None:
        self._desk, self._library, self._messages = desk, library, messages
        self._place, self._now, self._voice = place, now, voice
        self._calls = CallQueue(ZoneInfo("UTC"))
        self._words: BoardWords | None = None
        self._catalogue: Catalogue | None = None
        self._queues: tuple[QueueState, ...] = ()
        self._heard: datetime | None = None
        self._asked = float("-inf")
        self._asking = False

    def told(self, kind: str, data: dict[str, Any]) -> None:
        """A push of the daemon (`kiosk.ipc.PushKind`)."""
        if kind == "call":
            self._calls.told(Call.model_validate(data))
        elif kind == "queues":
            self._queues = tuple(QueueState.model_validate(state) for state in data["queues"])
            self._heard = self._now()
        elif kind == "desk":
            self._asked = float("-inf")

    def tick(self, monotonic: float) -> tuple[BoardPage | None, int]:
        """Return the page at this moment and which notice has its turn."""
        self._ask(monotonic)
        words = self._wording()
        if words is None:
            return None, 0
        call = self._calls.tick(monotonic, self._voice is not None and self._voice.speaking)
        if call is not None and self._voice is not None and words.shows(call):
            self._voice.call(words.spoken(call))
        now = self._now()
        known = Known(self._calls.state(monotonic, now), self._queues, self._heard, now)
        return words.page(known), int(monotonic // NOTICE_S)

    def _wording(self) -> BoardWords | None:
        catalogue = self._library.catalogue
        if catalogue is not self._catalogue and catalogue is not None:
            self._catalogue = catalogue
            self._words = BoardWords(catalogue, self._messages, self._place)
            self._calls.new_zone(ZoneInfo(catalogue.site.timezone))
            self._calls.only(frozenset(queue.id for queue in catalogue.queues if self._words.serves(queue.id)))
        return self._words

    def _ask(self, monotonic: float) -> None:
        if self._asking or monotonic - self._asked < ASK_S:
            return
        self._asked, self._asking = monotonic, True
        self._desk.ask("status", {}, self._status)

    def _status(self, answer: Answer) -> None:
        self._asking = False
        if answer.result is None:
            return
        status = Status.model_validate(answer.result)
        self._queues = status.queues
        ago = status.lines_seconds_ago  # not when the desk last answered anything: facts go out while nothing is heard
        self._heard = self._now() - timedelta(seconds=ago) if ago is not None else None
        self._heard_calls(status.calls)

    def _heard_calls(self, calls: Iterable[Call]) -> None:
        """What the daemon has heard of before this board listened; what is old by now stays silent."""
        for call in sorted(calls, key=lambda call: call.called_at):
            self._calls.recalled(call, self._now())
