"""What the flow asks of the world around it. The app gives the real ones; flow tests give ones held in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sync.protocol.base import Lang
from sync.protocol.catalogue import Catalogue


@dataclass(frozen=True)
class Answer:
    """What the daemon said: `result` as in `kiosk.ipc.METHODS`, or an `error` code of `kiosk.ipc.ErrorCode`."""

    result: dict[str, Any] | None = None
    error: str = ""


class Desk(Protocol):
    """The daemon, asked without waiting: `answer` is called later, on the caller's thread, exactly once."""

    def ask(self, method: str, params: dict[str, Any], answer: Callable[[Answer], None]) -> None:
        """Ask `method` of `kiosk.ipc.METHODS`."""


class Library(Protocol):
    """The content that the kiosk shows. `catalogue` is None until a desk has ever published any."""

    @property
    def catalogue(self) -> Catalogue | None:
        """The newest version that was taken whole."""


class Messages(Protocol):
    """The product's own words (gettext), by key."""

    def text(self, lang: Lang, msgid: str, **values: object) -> str:
        """Return the message `msgid` in `lang`, its placeholders filled."""

    def plural(self, lang: Lang, msgid: str, count: int) -> str:
        """Return the form of `msgid` for `count` things in `lang`, `{n}` filled."""


class Speaker(Protocol):
    """The voice. Saying something new stops what is being said."""

    def say(self, lines: tuple[str, ...], lang: Lang) -> None:
        """Speak `lines` in `lang`."""

    def hush(self) -> None:
        """Stop speaking and forget what was queued."""

    def louder(self, up: bool) -> None:
        """One step louder, or quieter."""

    def plugged(self) -> bool:
        """Whether a headset is in: then only its wearer hears."""

    def keep_loudness(self) -> None:
        """Begin every visit from now on as loud as it is now."""

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
