"""Speech: real espeak-ng, a virtual loudspeaker, and what must never be heard."""

from __future__ import annotations

import shutil
import threading
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from kiosk.devices.sound.jack import JackError, find_jack
from kiosk.devices.sound.outputs import FileOutput
from kiosk.devices.sound.speaker import Speaker, Utterance
from kiosk.devices.sound.voice import Clip, clip_names, recorded, speak, voice_of
from kiosk.devices.sound.volume import Volume, scale
from sync.protocol.base import LANGS, Lang

needs_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
TEXTS: dict[Lang, str] = {
    "fa": "شمارهٔ الف ۱۰۷، باجهٔ ۴",
    "ar": "الرقم أ ١٠٧، الشباك ٤",
    "en": "Number A 107, counter 4",
    "ru": "Номер А 107, окно 4",
}


def tone(text: str, language: Lang) -> Clip:
    """Return a fifth of a second of sound, as loud as a voice."""
    samples = (np.sin(np.arange(3200) / 5) * 4000).astype("<i2")
    return Clip(16000, samples.tobytes())


def heard(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.wav"))


@needs_voice
@pytest.mark.parametrize("language", LANGS)
def test_each_language_is_spoken(language: Lang) -> None:
    clip = speak(TEXTS[language], language)
    assert 0.8 < clip.seconds < 15
    loudest = np.abs(np.frombuffer(clip.samples, dtype="<i2").astype(int)).max()
    assert 1000 < loudest < 32767 // 3  # room for the step of +12 dB


def test_nothing_personal_is_heard_on_the_loudspeaker(tmp_path: Path) -> None:
    speaker = Speaker(FileOutput(tmp_path / "all"), FileOutput(tmp_path / "ear"), make=tone)
    assert not speaker.say(Utterance("Your mobile is 0912…", "en", personal=True))
    speaker.headset_in = True
    assert speaker.say(Utterance("Your mobile is 0912…", "en", personal=True))
    assert speaker.wait_until_quiet(5)
    assert (len(heard(tmp_path / "all")), len(heard(tmp_path / "ear"))) == (0, 1)
    speaker.say(Utterance("A 107, counter 4", "en", call=True))
    assert speaker.wait_until_quiet(5)
    assert len(heard(tmp_path / "all")) == 1
    speaker.close()


def test_a_headset_pulled_out_takes_personal_words_with_it(tmp_path: Path) -> None:
    speaker = Speaker(FileOutput(tmp_path / "all"), FileOutput(tmp_path / "ear", real_time=True), make=tone)
    speaker.headset_in = True
    for _ in range(4):
        speaker.say(Utterance("personal", "en", personal=True))
    speaker.headset_in = False
    assert speaker.wait_until_quiet(5)
    assert heard(tmp_path / "all") == []
    speaker.close()


def test_a_new_screen_interrupts_the_old_one_but_not_a_call(tmp_path: Path) -> None:
    def long(text: str, language: Lang) -> Clip:
        return Clip(1000, bytes(2000 * (1 if text in ("call", "new") else 20)))

    speaker = Speaker(FileOutput(tmp_path, real_time=True), make=long)
    speaker.say(Utterance("a page of ten seconds", "en"))
    speaker.say(Utterance("call", "en", call=True))
    start = time.monotonic()
    speaker.screen(Utterance("new", "en"))
    assert speaker.wait_until_quiet(6)
    assert time.monotonic() - start < 4
    assert len(heard(tmp_path)) == 2
    speaker.close()


def test_a_long_page_is_said_whole_and_its_title_first(tmp_path: Path) -> None:
    said: list[str] = []

    def note(text: str, language: Lang) -> Clip:
        said.append(text)
        return tone(text, language)

    speaker = Speaker(FileOutput(tmp_path), make=note)
    page = ["Documents", *(f"document {number}" for number in range(1, 40))]
    speaker.screen(*(Utterance(line, "en") for line in page))
    assert speaker.wait_until_quiet(60)
    assert said == page
    speaker.close()


def test_loudness_has_a_range_of_18_db_a_step_at_plus_12_and_a_default() -> None:
    volume = Volume()
    steps = []
    for _ in range(10):
        volume.quieter()
    for _ in range(10):
        steps.append(volume.db)
        volume.louder()
    assert max(steps) - min(steps) >= 18
    assert 12 in steps
    volume.reset()
    assert volume.db == 0


def test_plus_12_db_is_four_times_the_signal() -> None:
    samples = np.array([1000, -1000, 20000], dtype="<i2").tobytes()
    assert np.frombuffer(scale(samples, 12), dtype="<i2").tolist() == pytest.approx([3981, -3981, 32767], abs=1)


def test_loudness_goes_back_after_a_visit(tmp_path: Path) -> None:
    speaker = Speaker(FileOutput(tmp_path), make=tone)
    speaker.volumes["loudspeaker"].louder()
    speaker.end_visit()
    assert speaker.volumes["loudspeaker"].db == 0
    speaker.close()


def record(folder: Path, name: str, length: int, rate: int = 16000, channels: int = 1) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with wave.open(str(folder / f"{name}.wav"), "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(bytes(2 * length * channels))


def test_recorded_clips_are_joined_only_when_all_are_there(tmp_path: Path) -> None:
    for name, length in (("number", 100), ("107", 200)):
        record(tmp_path, name, length)
    clip = recorded(tmp_path, ["number", "107"])
    assert clip is not None
    assert len(clip.samples) == 600
    assert recorded(tmp_path, ["number", "108"]) is None


@needs_voice
@pytest.mark.parametrize("language", LANGS)
def test_a_call_is_played_from_recordings_or_spoken_whole(language: Lang, tmp_path: Path) -> None:
    names = clip_names(TEXTS[language])
    assert "107" in names and "4" in names and len(names) == 5
    for name in names:
        record(tmp_path / language, name, 1000)
    voice = voice_of(tmp_path)
    assert voice(TEXTS[language], language) == Clip(16000, bytes(10_000))
    record(tmp_path / language, "107", 1000, channels=2)
    assert voice(TEXTS[language], language) == speak(TEXTS[language], language)
    (tmp_path / language / "107.wav").unlink()
    assert voice(TEXTS[language], language) == speak(TEXTS[language], language)


@pytest.mark.parametrize("device", ["plughw:CARD=Headset,DEV=0", "hw:1,0", "sysdefault:CARD=Headset", "plughw:Headset"])
def test_a_usb_headset_is_seen_as_its_card(device: str, tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    cards.write_text(" 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n")
    jack = find_jack("card", device, cards)
    assert not jack.plugged()
    cards.write_text(
        cards.read_text() + "                      at 0xf7 irq 1\n 1 [Headset        ]: USB-Audio - USB Headset\n"
    )
    assert jack.plugged()
    cards.unlink()
    assert not jack.plugged()


def test_a_jack_that_cannot_be_seen_is_said_and_a_handset_is_always_there(tmp_path: Path) -> None:
    assert find_jack("always", "default").plugged()
    with pytest.raises(JackError, match="default"):
        find_jack("card", "default", tmp_path / "none")
    with pytest.raises(JackError):
        find_jack(str(tmp_path / "event9"), "default")


def test_a_speaker_that_cannot_speak_says_so_and_goes_on(tmp_path: Path) -> None:
    from kiosk.devices.sound.voice import VoiceError

    broken = threading.Event()
    broken.set()

    def voice(text: str, language: Lang) -> Clip:
        if broken.is_set():
            raise VoiceError("espeak-ng is not installed")
        return tone(text, language)

    speaker = Speaker(FileOutput(tmp_path), make=voice)
    speaker.say(Utterance("one", "en"))
    assert speaker.wait_until_quiet(5)
    assert "espeak-ng" in speaker.silent
    broken.clear()
    speaker.say(Utterance("two", "en"))
    assert speaker.wait_until_quiet(5)
    assert speaker.silent == "" and len(heard(tmp_path)) == 1
    speaker.close()
