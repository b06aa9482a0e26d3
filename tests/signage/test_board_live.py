"""The whole way: a real desk, a real daemon, a real board window; the operator's click, an alarm, a cut line."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from language.digits import localize
from tests.support.desk import ROOT, DeskProcess, ForeignKiosk, running_desk
from tests.support.events import ticket

pytestmark = pytest.mark.window
LONG = bool(os.environ.get("MIZBAN_LONG_RUNS"))
"""Waits a minute and a half for the board to say that it knows nothing any more."""


class Eyes:
    """Reads what a window shows, through its hook."""

    def __init__(self, hook: Path) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(30)
        self._line.connect(str(hook))
        self._stream = self._line.makefile("rwb")

    def texts(self) -> str:
        self._stream.write(b'{"ask": "texts"}\n')
        self._stream.flush()
        answer: dict[str, Any] = json.loads(self._stream.readline())
        return "\n".join(answer["texts"])

    def wait(self, seen: Callable[[str], bool], seconds: float) -> float:
        started = time.monotonic()
        while not seen(self.texts()):
            assert time.monotonic() - started < seconds, self.texts()
            time.sleep(0.03)
        return time.monotonic() - started

    def close(self) -> None:
        self._stream.close()
        self._line.close()


@contextmanager
def board(desk: DeskProcess, folder: Path) -> Iterator[Eyes]:
    """Yield the eyes on a board that is enrolled at `desk`."""
    config, hook = folder / "board.toml", folder / "hook"
    config.write_text(f'data = "{folder / "data"}"\nsocket = "{folder / "daemon.sock"}"\nlanguage = "fa"\n')
    code = desk.enroll_code()
    subprocess.run(_mizban("enroll", desk.url, code, "--config", str(config)), cwd=ROOT, check=True, timeout=120)
    env = {"SDL_VIDEODRIVER": "offscreen", "MIZBAN_SCREEN_HOOK": str(hook), "KIVY_HOME": str(folder / "kivy")}
    with ExitStack() as stack:
        window = ("kiosk", "--role", "board", "--windowed", "--size", "960x540", "--config", str(config))
        for words in (("daemon", "--config", str(config)), window):
            process = subprocess.Popen(_mizban(*words), cwd=ROOT, env={**os.environ, **env}, stderr=subprocess.DEVNULL)
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
        deadline = time.monotonic() + 90
        while not hook.exists():
            assert time.monotonic() < deadline, "the board's window did not come up"
            time.sleep(0.1)
        eyes = Eyes(hook)
        stack.callback(eyes.close)
        yield eyes


def _mizban(*words: str) -> list[str]:
    return [sys.executable, "-m", "mizban", *words]


def test_a_call_an_alarm_and_a_cut_line(tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk, board(desk, tmp_path) as eyes:
        eyes.wait(lambda text: "خوش آمدید" in text, 60)
        kiosk, operator = ForeignKiosk(desk), desk.operator()
        kiosk.send(ticket(kiosk.told["number"], 371, "international", language="en"))
        eyes.wait(lambda text: localize("1", "fa") + " نفر" in text, 30)
        operator.act(1, "call-next")
        took = eyes.wait(lambda text: localize("371", "fa") in text, 10)
        assert "A 371" in eyes.texts(), "in the ticket's language too"
        assert took < 2.5, f"{took:.2f} s"
        editor = desk.login("signer", "editor", "manager")
        editor.post("/signage/urgent/send", headline_fa="ساختمان را ترک کنید", full="1", minutes="5")
        assert eyes.wait(lambda text: "ترک" in text, 10) < 5
        row = desk.rows("SELECT max(id) AS n FROM signage_urgentmessage")[0]["n"]
        editor.post(f"/signage/urgent/{row}/cancel")
        eyes.wait(lambda text: "ترک" not in text, 10)
        desk.stop()
        if LONG:
            eyes.wait(lambda text: "نامشخص" in text, 150)
        assert localize("371", "fa") in eyes.texts(), "the call stands while the line is cut"
