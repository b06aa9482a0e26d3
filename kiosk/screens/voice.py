"""The voice of pages: the sound devices behind the flow's `Speaker`. Without a loudspeaker in the settings, none."""

from __future__ import annotations

import time
from typing import cast

import structlog

from kiosk.config import Settings
from kiosk.devices.sound.jack import Jack, JackError, find_jack
from kiosk.devices.sound.outputs import AlsaOutput
from kiosk.devices.sound.speaker import Speaker, Utterance, Where
from language import language_of
from sync.protocol.base import Lang


def find_voice(settings: Settings) -> PageVoice | None:
    """Return the voice of the settings, or None: pages then do not offer to be read."""
    if not settings.sound.loudspeaker:
        return None
    if not settings.sound.headset:
        return PageVoice(Speaker(AlsaOutput(settings.sound.loudspeaker)))
    speaker = Speaker(AlsaOutput(settings.sound.loudspeaker), AlsaOutput(settings.sound.headset))
    try:
        return PageVoice(speaker, find_jack(settings.sound.jack, settings.sound.headset))
    except JackError as error:
        _log.warning("a headset will not be noticed", error=str(error))
        return PageVoice(speaker)


_LOOK_S = 0.5
_log = structlog.get_logger("sound")


class PageVoice:
    """Says pages and stops of the focus; each new one ends the one before (A21)."""

    def __init__(self, speaker: Speaker, jack: Jack | None = None) -> None:
        self._speaker = speaker
        self._jack = jack
        self._looked = float("-inf")
        self._usual: dict[Where, int] = {}

    def say(self, lines: tuple[str, ...], lang: Lang) -> None:
        """Speak `lines` in `lang` instead of what is being said; content in another language is said in its own."""
        self._speaker.screen(*(Utterance(line, cast(Lang, language_of(line, lang))) for line in lines))

    def hush(self) -> None:
        """End of the visit: silence, and the loudness is the default again (A26)."""
        self._speaker.end_visit()
        for where, step in self._usual.items():
            self._speaker.volumes[where].step = step

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        return not self._speaker.wait_until_quiet(0)

    def louder(self, up: bool) -> None:
        """One step of loudness, without sight (A26)."""
        volume = self._speaker.volumes["headset" if self._speaker.headset_in else "loudspeaker"]
        if up:
            volume.louder()
        else:
            volume.quieter()

    def plugged(self) -> bool:
        """Whether a headset is in; the jack is asked twice a second at most."""
        if self._jack is not None and time.monotonic() - self._looked >= _LOOK_S:
            self._looked = time.monotonic()
            self._speaker.headset_in = self._jack.plugged()
        return self._speaker.headset_in

    def keep_loudness(self) -> None:
        """Begin every visit as loud as it is now, until the screen starts anew."""
        self._usual = {where: volume.step for where, volume in self._speaker.volumes.items()}

    def close(self) -> None:
        """End the voice's thread."""
        if self._jack is not None:
            self._jack.close()
        self._speaker.close()
