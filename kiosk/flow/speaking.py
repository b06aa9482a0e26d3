"""The voice of a journey: what is said, when, and to whom (A19-A24)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk.flow.page import Page
from kiosk.flow.speech import spoken
from kiosk.visit import Visit

if TYPE_CHECKING:
    from kiosk.flow.context import Context
    from kiosk.flow.idle import IdleClock


class Speaking:
    """Half of a `Journey`: that which speaks."""

    world: Any
    visit: Visit
    page: Page
    warning: Page | None
    clock: IdleClock
    context: Callable[[], Context]
    wake: Callable[[], None]
    refresh: Callable[[], None]
    _make: Callable[[], Page]
    _plugged: bool
    _said_page: tuple[str, ...] = ()
    _echoed: str = ""

    def speak_page(self) -> None:
        """Say the page that is about to be shown, where the visitor wants the voice."""
        if self.visit.voice:
            self.page = self._make()
            self._said_page = spoken(self.page, aloud=self.aloud)
            self.speak(self._said_page)

    @property
    def aloud(self) -> bool:
        """Whether everybody hears what is said: nothing that the visitor entered is then said (A23, A24)."""
        return not self._plugged

    def say_again(self) -> None:
        """Say the page, or the warning over it, once more (A21)."""
        self.speak(spoken(self.warning or self.page, aloud=self.aloud))

    def echo(self, text: str) -> None:
        """Say what has just been typed; where others hear it and it is personal, only that something was (A23)."""
        self._echoed = "*" if self.aloud and self.page.private else text
        self.speak((self._echoed,))

    def greet(self) -> None:
        """Begin to speak: where one is, how to go on, and the page (A20)."""
        if self.world.speaker is None:
            return
        if self.page.idle == "attract":
            self.wake()
        self.visit.voice = True
        hello = self.context().tr("voice.hello")
        self.speak((hello, *spoken(self.warning or self.page, aloud=self.aloud)))

    def _listen_for_a_headset(self) -> None:
        """A headset that comes in begins to speak, one that is pulled out is silent (A20)."""
        speaker = self.world.speaker
        if speaker is None or speaker.plugged() == self._plugged:
            return
        self._plugged = not self._plugged
        if self.page.name == "empty":
            return
        if self._plugged:
            self.clock.touched()
            self.greet()
        else:
            self.visit.voice = False
            speaker.hush()
        self.refresh()

    def speak(self, lines: tuple[str, ...]) -> None:
        """Say lines; what was being said stops (A21)."""
        if self.world.speaker is not None and self.visit.voice:
            self.world.speaker.say(lines, self.visit.language)

    def _say_what_was_found(self) -> None:
        """What is written has brought other choices: they are said behind the letter (A19), the field is not."""
        entry = self.page.entry()
        lines = spoken(self.page, aloud=self.aloud)
        own = tuple(words for words in (entry.label, entry.placeholder) if words) if entry else ()
        fresh = tuple(line for line in lines if line not in self._said_page and not line.startswith(own))
        self._said_page = lines
        if fresh and not self.page.private:
            self.speak(tuple(line for line in (self._echoed, *fresh) if line))

    def _say_what_is_new(self) -> None:
        """The page has changed under the visitor: what it says now and did not say before is said (A19)."""
        lines = spoken(self.warning or self.page, aloud=self.aloud)
        fresh = tuple(line for line in lines if line not in self._said_page)
        self._said_page = lines
        if fresh and self.page.idle != "attract":
            self.speak(fresh)
