"""Where sound goes: the loudspeaker for all, the headset for one. Each is an ALSA device of its own."""

from __future__ import annotations

import subprocess
import threading
import wave
from pathlib import Path
from typing import Protocol

from kiosk.devices.sound.voice import Clip


class OutputError(Exception):
    """Nothing can be heard there; the text says why and what to do."""


class Output(Protocol):
    """One place to play on."""

    def play(self, clip: Clip, stop: threading.Event) -> None:
        """Play until the end, or until `stop` is set, within a tenth of a second. Raises `OutputError`."""
        ...


class AlsaOutput:
    """Plays by `aplay` on an ALSA device, such as `default` or `plughw:CARD=Headset`."""

    def __init__(self, device: str) -> None:
        self._device = device

    def play(self, clip: Clip, stop: threading.Event) -> None:
        """See `Output`."""
        command = ["aplay", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(clip.rate), "-D", self._device, "-"]
        try:
            player = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        except FileNotFoundError as error:
            raise OutputError("aplay is not installed: apt-get install alsa-utils") from error
        with player:
            feeder = threading.Thread(target=_feed, args=(player, clip.samples), daemon=True)
            feeder.start()
            while player.poll() is None and not stop.wait(0.05):
                pass
            stopped = player.poll() is None
            if stopped:
                player.kill()
            feeder.join(1.0)
            said = player.stderr.read().decode(errors="replace").strip() if player.stderr else ""
        if player.returncode and not stopped:
            raise OutputError(f"{self._device}: {said[:200] or f'aplay ended with {player.returncode}'}")


def _feed(player: subprocess.Popen[bytes], samples: bytes) -> None:
    if player.stdin is None:
        return
    try:
        player.stdin.write(samples)
        player.stdin.close()
    except OSError:
        return  # it was stopped, or says itself what is wrong


class FileOutput:
    """The virtual loudspeaker: each sound becomes `sound-0001.wav` in a folder, at a real pace or at once."""

    def __init__(self, folder: Path, real_time: bool = False) -> None:
        self._folder = folder
        self._real_time = real_time
        folder.mkdir(parents=True, exist_ok=True)

    def play(self, clip: Clip, stop: threading.Event) -> None:
        """See `Output`; a sound that was stopped is not written."""
        if self._real_time and stop.wait(clip.seconds):
            return
        number = 1 + len(list(self._folder.glob("sound-*.wav")))
        with wave.open(str(self._folder / f"sound-{number:04d}.wav"), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(clip.rate)
            sound.writeframes(clip.samples)
