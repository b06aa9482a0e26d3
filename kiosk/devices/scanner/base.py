"""What every scanner offers, and what it may hand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ScannerState(StrEnum):
    """What is known of the scanner now."""

    READY = "ready"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Refusal(StrEnum):
    """Why what was shown is not taken; the screen says it kindly and says what would be taken."""

    ELSEWHERE = "elsewhere"
    """An address, but none of this office's papers."""
    NOT_A_CODE = "not_a_code"
    MISREAD = "misread"
    """Fourteen digits whose check digit is wrong: to be held steady and tried again."""
    TOO_LONG = "too_long"


class Hint(StrEnum):
    """What would help the camera."""

    CLOSER = "closer"
    MORE_LIGHT = "more_light"
    HOLD_STILL = "hold_still"


@dataclass(frozen=True)
class Scan:
    """A tracking code of 14 digits with a right check digit; whether it exists is the desk's to say."""

    code: str


@dataclass(frozen=True)
class Invitation(Scan):
    """The QR of the desk's page of kiosks: `code` is a one-time code of 8 digits, `url` the desk that made it."""

    url: str


Seen = Scan | Refusal
Grammar = Callable[[bytes | str, str], Seen]
"""What a reader makes of the bytes of a symbol; the text is the only host whose addresses are taken, where given."""
OnSeen = Callable[[Seen], None]
"""Called on the scanner's own thread: a screen must hand it over to its own."""


class Scanner(Protocol):
    """One scanner. It reads between `start` and `stop` and at no other time."""

    def state(self) -> ScannerState:
        """Say whether it is there; never raises."""
        ...

    def start(self, on_seen: OnSeen) -> None:
        """Begin to read on a thread of its own. A scanner that is away is looked for until it comes."""
        ...

    def stop(self) -> None:
        """Stop within a second; nothing read later is handed on."""
        ...
