"""A call is rung and said in two languages, one call after another, on an output that a test can hear."""

from __future__ import annotations

import shutil
import threading
import time

import pytest

from kiosk.devices.sound.voice import Clip
from kiosk.flow.board.page import SpokenLine
from kiosk.screens.hall_voice import HallVoice, chime

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


class Ear:
    """An output that keeps what it was given."""

    def __init__(self) -> None:
        self.heard: list[Clip] = []

    def play(self, clip: Clip, stop: threading.Event) -> None:
        self.heard.append(clip)


def test_two_notes_then_the_tickets_language_then_the_offices() -> None:
    ear = Ear()
    voice = HallVoice(ear)
    try:
        voice.call((SpokenLine("en", "Number A 101, to counter 3"), SpokenLine("fa", "شمارهٔ الف 101، به باجهٔ 3")))
        assert voice.speaking
        deadline = time.monotonic() + 20
        while voice.speaking and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        voice.close()
    assert [clip.samples == chime().samples for clip in ear.heard] == [True, False, False]
    assert all(clip.seconds > 0.8 for clip in ear.heard)
