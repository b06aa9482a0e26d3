"""The voice of pages: the sound devices behind the flow's `Speaker`. Without a loudspeaker in the settings, none."""

from __future__ import annotations

from kiosk.config import Settings
from kiosk.devices.sound.outputs import AlsaOutput
from kiosk.devices.sound.speaker import Speaker, Utterance
from sync.protocol.base import Lang


def find_voice(settings: Settings) -> PageVoice | None:
    """Return the voice of the settings, or None: pages then do not offer to be read."""
    if not settings.sound.loudspeaker:
        return None
    headset = AlsaOutput(settings.sound.headset) if settings.sound.headset else None
    return PageVoice(Speaker(AlsaOutput(settings.sound.loudspeaker), headset))


class PageVoice:
    """Says pages and stops of the focus; each new one ends the one before (A21)."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    def say(self, lines: tuple[str, ...], lang: Lang) -> None:
        """Speak `lines` in `lang` instead of what is being said."""
        self._speaker.screen(*(Utterance(line, lang) for line in lines))

    def hush(self) -> None:
        """End of the visit: silence, and the loudness is the default again (A26)."""
        self._speaker.end_visit()

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

    def close(self) -> None:
        """End the voice's thread."""
        self._speaker.close()
