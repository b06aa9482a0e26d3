"""The loudspeaker of a waiting hall: two soft notes, then the call in the ticket's language and in the office's."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kiosk.config import Settings
from kiosk.devices.sound.outputs import AlsaOutput, Output
from kiosk.devices.sound.speaker import Speaker, Utterance
from kiosk.devices.sound.voice import Clip, voice_of
from kiosk.flow.board.page import SpokenLine

CHIME = "\a"
_RATE = 22_050
_NOTES = ((659.3, 0.35), (523.3, 0.55))
"""Hertz and seconds of the two notes: a falling third, as in stations."""


class HallVoice:
    """Says calls one after another; `kiosk.flow.board.hall.Voice`."""

    def __init__(self, output: Output, clips: Path | None = None) -> None:
        voice = voice_of(clips)
        self._speaker = Speaker(output, make=lambda text, lang: chime() if text == CHIME else voice(text, lang))

    @property
    def speaking(self) -> bool:
        """Whether the last call is still being said."""
        return not self._speaker.wait_until_quiet(0)

    def call(self, lines: tuple[SpokenLine, ...]) -> None:
        """Ring, then say the lines."""
        for line in (SpokenLine(lines[0].lang, CHIME), *lines):
            self._speaker.say(Utterance(line.text, line.lang, call=True))

    def close(self) -> None:
        """Be silent."""
        self._speaker.close()


def hall_voice(settings: Settings) -> HallVoice | None:
    """Return the voice that the settings name, None where they name no loudspeaker."""
    device = settings.sound.loudspeaker
    return HallVoice(AlsaOutput(device), settings.sound.clips) if device else None


def chime() -> Clip:
    """Return the two notes, each dying away."""
    parts = []
    for hertz, seconds in _NOTES:
        at = np.arange(int(_RATE * seconds)) / _RATE
        parts.append(np.sin(2 * np.pi * hertz * at) * np.exp(-4 * at / seconds) * 0.35)
    samples: bytes = (np.concatenate(parts) * 32767).astype("<i2").tobytes()
    return Clip(_RATE, samples)
