"""A text to sound: recorded clips where the office has them, else espeak-ng."""

from __future__ import annotations

import io
import subprocess
import unicodedata
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import regex
import structlog

from language.digits import to_ascii
from sync.protocol.base import Lang

_log = structlog.get_logger("sound")

_VOICES: dict[Lang, str] = {"fa": "fa", "ar": "ar", "en": "en-gb", "ru": "ru"}
WORDS_PER_MINUTE = 140
"""Slower than espeak-ng's 175: public rooms echo."""

_AMPLITUDE = 25
"""A quarter of espeak-ng's full 100, so that the step of +12 dB is four times louder and not clipped."""


class VoiceError(Exception):
    """The text cannot be spoken; the text says why and what to do."""


@dataclass(frozen=True)
class Clip:
    """Mono samples, 16 bits, little-endian."""

    rate: int
    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / 2 / self.rate


def speak(text: str, language: Lang, timeout: float = 5.0) -> Clip:
    """Return `text` spoken by espeak-ng. Raises `VoiceError`.

    The text goes in by stdin: it never shows in the list of processes.
    """
    command = [
        "espeak-ng",
        "-v",
        _VOICES[language],
        "-s",
        str(WORDS_PER_MINUTE),
        "--stdout",
        "--stdin",
        "-b",
        "1",
        "-a",
        str(_AMPLITUDE),
    ]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=timeout, check=False)
    except FileNotFoundError as error:
        raise VoiceError("espeak-ng is not installed: apt-get install espeak-ng") from error
    except subprocess.TimeoutExpired as error:
        raise VoiceError(f"espeak-ng took longer than {timeout} s") from error
    if done.returncode or not done.stdout:
        raise VoiceError(
            f"espeak-ng ended with {done.returncode}: {done.stderr.decode(errors='replace').strip()[:200]}"
        )
    return _read(done.stdout)


def _read(data: bytes) -> Clip:
    """Read a WAV file; espeak-ng leaves the lengths in its header open when it writes to a pipe."""
    fixed = data[:4] + (len(data) - 8).to_bytes(4, "little") + data[8:40] + (len(data) - 44).to_bytes(4, "little")
    try:
        with wave.open(io.BytesIO(fixed + data[44:])) as sound:
            if sound.getnchannels() != 1 or sound.getsampwidth() != 2:
                raise VoiceError("the sound is not mono with 16 bits")
            return Clip(sound.getframerate(), sound.readframes(sound.getnframes()))
    except (wave.Error, EOFError) as error:
        raise VoiceError(f"the sound cannot be read: {error}") from error


_WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}\u200c]+")


def clip_names(text: str) -> list[str]:
    """Return the names of the clips that say `text`: its words in small letters, figures in ASCII, no signs.

    «شمارهٔ الف ۱۰۷، باجهٔ ۴» is `شمارهٔ`, `الف`, `107`, `باجهٔ`, `4`.
    """
    return [to_ascii(word) for word in _WORD.findall(unicodedata.normalize("NFC", text).casefold())]


def recorded(folder: Path, names: list[str]) -> Clip | None:
    """Return the clips `<name>.wav` of `folder` one after the other, None unless all are there and of one rate.

    An office records its calls as words and numbers. Raises `VoiceError` for one that is not mono with 16 bits.
    """
    paths = [folder / f"{name}.wav" for name in names]
    if not paths or not all(path.is_file() for path in paths):
        return None
    clips = [_read_file(path) for path in paths]
    if len({clip.rate for clip in clips}) != 1:
        return None
    return Clip(clips[0].rate, b"".join(clip.samples for clip in clips))


def _read_file(path: Path) -> Clip:
    try:
        with wave.open(str(path)) as sound:
            if sound.getnchannels() != 1 or sound.getsampwidth() != 2:
                raise VoiceError(f"{path.name}: mono with 16 bits is needed")
            return Clip(sound.getframerate(), sound.readframes(sound.getnframes()))
    except (wave.Error, EOFError, OSError) as error:
        raise VoiceError(f"{path.name} cannot be read: {error}") from error


def voice_of(clips: Path | None) -> Callable[[str, Lang], Clip]:
    """Return what turns a text into sound: the recordings in `clips`/<language> where they hold every word of it, else
    espeak-ng. A recording that is broken is not played in part: the whole text is spoken."""

    def say(text: str, language: Lang) -> Clip:
        if clips is not None:
            try:
                clip = recorded(clips / language, clip_names(text))
            except VoiceError as error:
                _log.warning("a recording is not used", error=str(error))
                clip = None
            if clip is not None:
                return clip
        return speak(text, language)

    return say
