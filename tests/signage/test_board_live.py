"""The whole way: a real desk, a real daemon, a real board window; the operator's click, an alarm, a cut line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from language.digits import localize
from tests.signage.windows import station
from tests.signage.wire import Wire
from tests.support.desk import ForeignKiosk, running_desk
from tests.support.events import ticket

LONG = bool(os.environ.get("MIZBAN_LONG_RUNS"))
pytestmark = [
    pytest.mark.window,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not LONG, reason="a whole desk, daemon, window and browser: MIZBAN_LONG_RUNS=1 runs it"),
]


def fa(number: int) -> str:
    return localize(str(number), "fa")


def test_a_call_a_recall_an_alarm_and_a_cut_line(tmp_path: Path) -> None:
    with running_desk(tmp_path) as desk:
        wire = Wire(desk.port)
        with station(desk, tmp_path / "board", "board", "960x540", wire.url) as board:
            eyes = board.eyes
            assert eyes is not None
            eyes.wait(lambda text: "خوش آمدید" in text, 120)
            kiosk, operator = ForeignKiosk(desk), desk.operator()
            number = kiosk.told["number"]
            kiosk.send(*(ticket(number, n, "international", language="en") for n in (371, 372, 373)))
            eyes.wait(lambda text: f"{fa(3)} نفر" in text, 60)
            eyes.wait(lambda text: f"بعدی: {fa(371)}، {fa(372)}، {fa(373)}" in text, 60)
            operator.act(1, "call-next")
            took = eyes.wait(lambda text: f" {fa(371)}" in text and "A 371" in text, 60)
            print(f"a call reached the drawn board in {took:.2f} s")
            assert f"بعدی: {fa(372)}" in eyes.texts(), "who is called no longer waits"
            operator.act(1, "call-next")
            eyes.wait(lambda text: "A 372" in text, 60)
            operator.act(1, "recall")
            eyes.wait(lambda text: "A 372" in text, 60)
            editor = desk.login("signer", "editor", "manager")
            editor.post("/signage/urgent/send", headline_fa="ساختمان را ترک کنید", full="1", minutes="5")
            eyes.wait(lambda text: "ترک" in text, 60)
            row = desk.rows("SELECT max(id) AS n FROM signage_urgentmessage")[0]["n"]
            editor.post(f"/signage/urgent/{row}/cancel")
            eyes.wait(lambda text: "ترک" not in text, 60)
            wire.cut()
            operator.act(1, "call-next")
            assert "A 372" in eyes.texts(), "the call stands while the line is cut"
            eyes.wait(lambda text: "نامشخص" in text, 180)  # after a minute and a half
            wire.mend()
            took = eyes.wait(lambda text: "A 373" in text, 60)
            print(f"the line is whole again: the call stood on the board after {took:.2f} s")
        wire.close()
