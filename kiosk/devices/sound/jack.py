"""Whether a visitor has plugged a headset in: told by the switch of the jack, or by a USB headset's own sound card.

Pages are read there and nowhere else while it is in (EN 301 549 5.1.3.2): what is personal may then be spoken.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Protocol

import evdev
from evdev import ecodes

CARDS = Path("/proc/asound/cards")
_CARD = re.compile(r"CARD=(\w+)|^(?:plug)?hw:(?!CARD=)(\w+)")
_SWITCHES = frozenset({ecodes.SW_HEADPHONE_INSERT, ecodes.SW_JACK_PHYSICAL_INSERT, ecodes.SW_LINEOUT_INSERT})


class JackError(Exception):
    """It cannot be known whether something is plugged in; the text says why."""


class Jack(Protocol):
    """A place for a headset."""

    def plugged(self) -> bool:
        """Whether a headset is in now; a jack that has gone has none."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class AlwaysIn:
    """A handset that hangs on the kiosk for good."""

    def plugged(self) -> bool:
        """See `Jack`."""
        return True

    def close(self) -> None:
        """Nothing is held."""


class SwitchJack:
    """A jack whose switch the kernel reports (`SW_HEADPHONE_INSERT`), as most built-in sound cards do."""

    def __init__(self, path: str) -> None:
        try:
            self._device: Any = evdev.InputDevice(path)
        except OSError as error:
            raise JackError(f"{path}: {error.strerror}") from error
        if not _SWITCHES & set(self._device.capabilities().get(ecodes.EV_SW, ())):
            self._device.close()
            raise JackError(f"{path} is no jack's switch")

    def plugged(self) -> bool:
        """See `Jack`."""
        try:
            return bool(_SWITCHES & set(self._device.active_switches()))
        except OSError:
            return False

    def close(self) -> None:
        """See `Jack`."""
        self._device.close()


class CardJack:
    """A USB socket: the headset is a sound card that comes and goes, by its name or number in `/proc/asound/cards`."""

    def __init__(self, card: str, cards: Path = CARDS) -> None:
        self._line = re.compile(rf"^ *{card} \[" if card.isdigit() else rf"\[{card} *\]:", re.MULTILINE)
        self._cards = cards

    def plugged(self) -> bool:
        """See `Jack`."""
        try:
            return self._line.search(self._cards.read_text()) is not None
        except OSError:
            return False

    def close(self) -> None:
        """Nothing is held."""


def find_jack(named: str, headset: str, cards: Path = CARDS) -> Jack:
    """Return the jack of the ALSA device `headset`. `named` is the setting `sound.jack`. Raises `JackError`.

    `always` is a handset that is never away; a path is the input device of the switch; `card` looks for the headset's
    own sound card; empty takes the switch that the kernel names after a headphone jack, else the card.
    """
    if named == "always":
        return AlwaysIn()
    if named.startswith("/"):
        return SwitchJack(named)
    found = None if named == "card" else _headphone_switch()
    if found is not None:
        return SwitchJack(found)
    card = _CARD.search(headset)
    if card is None:
        raise JackError(f"the kernel reports no headphone jack, and {headset!r} names no sound card")
    return CardJack(card[1] or card[2], cards)


def _headphone_switch() -> str | None:
    for path in evdev.list_devices():
        try:
            device = evdev.InputDevice(path)
        except OSError:
            continue
        with_switch = ecodes.SW_HEADPHONE_INSERT in device.capabilities().get(ecodes.EV_SW, ())
        device.close()
        if with_switch:
            return path
    return None
