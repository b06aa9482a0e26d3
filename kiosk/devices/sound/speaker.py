"""What is said, one thing after another: a new screen interrupts the old one's words, a call waits for nobody's page.

Every text says whether it is personal. Personal text is only ever spoken in the headset; without one it is not spoken.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import structlog

from kiosk.devices.sound.outputs import Output, OutputError
from kiosk.devices.sound.voice import Clip, VoiceError, speak
from kiosk.devices.sound.volume import Volume, scale
from sync.protocol.base import Lang

_log = structlog.get_logger("sound")
Where = Literal["loudspeaker", "headset"]
WAITING = 400
"""More lines than this never wait to be said, calls apart: what comes then is not taken. The longest page has
a quarter of it; its title, which waits longest, is never what is dropped."""


@dataclass(frozen=True)
class Utterance:
    """Something to say. `call` is a number called to a counter: it is not interrupted by a screen."""

    text: str
    language: Lang
    personal: bool = False
    call: bool = False


class Speaker:
    """Says utterances on a thread of its own. `headset` is None where there is no jack.

    `make` turns a text into sound; another one may put recorded clips in its place.
    """

    def __init__(
        self,
        loudspeaker: Output,
        headset: Output | None = None,
        make: Callable[[str, Lang], Clip] = speak,
    ) -> None:
        self._outputs: dict[Where, Output | None] = {"loudspeaker": loudspeaker, "headset": headset}
        self.volumes: dict[Where, Volume] = {"loudspeaker": Volume(), "headset": Volume()}
        self.headset_in = False
        """Whether a visitor has plugged in: pages are then spoken there."""
        self.silent: str = ""
        """Why nothing could be heard the last time; empty when it could."""
        self._make = make
        self._waiting: deque[Utterance] = deque()
        self._current: Utterance | None = None
        self._interrupt = threading.Event()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    def say(self, utterance: Utterance) -> bool:
        """Queue something; return False where it must not be said (personal, and nobody wears the headset)."""
        with self._changed:
            return self._take(utterance)

    def _take(self, utterance: Utterance) -> bool:
        if self._closing or (utterance.personal and not self._private()):
            return False
        if not utterance.call and sum(not waiting.call for waiting in self._waiting) >= WAITING:
            return False
        self._waiting.append(utterance)
        self._changed.notify_all()
        return True

    def screen(self, *utterances: Utterance) -> None:
        """A new screen: what the old one said or was about to say ends now, and this is said instead."""
        with self._changed:
            self._waiting = deque(waiting for waiting in self._waiting if waiting.call)
            if self._current is not None and not self._current.call:
                self._interrupt.set()
            for utterance in utterances:
                self._take(utterance)

    def end_visit(self) -> None:
        """Silence, and the loudness of the next visitor is the default (A26)."""
        self.screen()
        for volume in self.volumes.values():
            volume.reset()

    def wait_until_quiet(self, timeout: float) -> bool:
        """Wait until nothing is said or waiting; return whether that came in `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and self._current is None, timeout)

    def close(self) -> None:
        """End the thread; what is being said is cut off."""
        with self._changed:
            self._closing = True
            self._waiting.clear()
            self._interrupt.set()
            self._changed.notify_all()
        self._thread.join(3.0)

    def _private(self) -> bool:
        return self.headset_in and self._outputs["headset"] is not None

    def _run(self) -> None:
        while True:
            with self._changed:
                self._current = None
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting or self._closing)
                if self._closing:
                    return
                self._current = self._waiting.popleft()
                self._interrupt.clear()
            self._say(self._current)

    def _say(self, utterance: Utterance) -> None:
        where: Where = "headset" if self._private() and not utterance.call else "loudspeaker"
        output = self._outputs[where]
        if output is None or (utterance.personal and where != "headset"):
            return  # the headset was pulled out since
        try:
            clip = self._make(utterance.text, utterance.language)
            if not self._interrupt.is_set():
                output.play(Clip(clip.rate, scale(clip.samples, self.volumes[where].db)), self._interrupt)
            self.silent = ""
        except (VoiceError, OutputError) as error:
            if str(error) != self.silent:
                _log.warning("nothing can be heard", where=where, error=str(error))
            self.silent = str(error)
