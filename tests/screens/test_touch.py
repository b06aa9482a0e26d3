"""Whole visits in a real window with real touches; desk, daemon and printer are real too."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.client import DaemonClient
from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.devices.printer.virtual_lines import TcpPrinter
from kiosk.text import visual_order
from sync.enrollment import enroll
from tests.support.desk import running_desk
from tests.support.window import ROOT, Window, virtual_display

FORM_WORDS = {"fa": "زهرا", "en": "zahra"}


@dataclass
class House:
    """A kiosk's settings and its daemon's socket."""

    config: Path
    socket: Path
    folder: Path


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("k")
    printer = TcpPrinter(VirtualPrinter())
    with running_desk(folder / "desk") as desk:
        config, socket = folder / "kiosk.toml", folder / "d.sock"
        config.write_text(
            f'data = "{folder / "data"}"\nsocket = "{socket}"\n[screen]\nwidth_mm = 337\n[visit]\nidle_s = 600\n'
            f'form_idle_s = 600\n[printer]\nkind = "network"\nport = {printer.port}\n',
            encoding="utf-8",
        )
        enroll(desk.url, desk.enroll_code(), folder / "data")
        with (folder / "daemon.log").open("wb") as log:
            daemon = subprocess.Popen(
                [sys.executable, "-m", "mizban", "daemon", "--config", str(config)], cwd=ROOT, stdout=log, stderr=log
            )
        try:
            _wait_for_content(socket)
            yield House(config, socket, folder)
        finally:
            daemon.terminate()
            daemon.wait(30)
            printer.stop()


def _wait_for_content(socket: Path) -> None:
    deadline = time.monotonic() + 60
    client = DaemonClient(socket)
    client.start()
    try:
        while True:
            answer = client.call("status")
            if answer.result and answer.result["content_version"]:
                return
            assert time.monotonic() < deadline, answer
            time.sleep(0.1)
    finally:
        client.stop()


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize(("lang", "size"), [("fa", (1080, 1920)), ("en", (1920, 1080))])
def test_a_visit_by_finger(house: House, lang: str, size: tuple[int, int]) -> None:
    """Language, service, guide, ticket with its QR, request with its code, tracking, poll, thanks, wipe."""
    folder = house.folder / lang
    folder.mkdir()
    config = folder / "kiosk.toml"
    config.write_text(house.config.read_text().replace("width_mm = 337", f"width_mm = {size[0] / 3.2}"))
    with virtual_display(*size) as display, Window(display, config, folder, size) as window:
        window.wait_for("attract")
        window.touch(f"language.{lang}")
        window.wait_for("home")
        for step, page in (
            ("home.guide", "browse"),
            ("department.education-deputy", "services"),
            ("service.enrolment-certificate", "guide"),
            ("guide.ticket", "take-ticket"),
            ("ticket.take", "ticket"),
        ):
            window.touch(step)
            window.wait_for(page)
        picture = window.shoot(folder / "ticket.png")
        read = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
        assert [code.text for code in read if "/T/" in code.text], "the QR of the ticket cannot be read from the screen"
        code = next(code.text for code in read).rsplit("/", 1)[1]
        window.touch("ticket.finish")
        window.wait_for("ask-poll")
        window.touch("ask-poll.yes")
        window.wait_for("poll")
        window.touch("face.5")
        while window.ask(ask="page")["page"] == "poll":
            window.touch("poll.next")
        window.wait_for("thanks", "attract")
        window.wait_for("attract")
        window.touch(f"language.{lang}")
        window.wait_for("home")
        window.touch("home.track")
        window.wait_for("track")
        window.type(code)
        window.touch("track.ask")
        window.wait_for("state")
        assert any("107" in text or "۱" in text or "1" in text for text in window.ask(ask="texts")["texts"])
        window.touch("bar.home")
        window.wait_for("home")


SENTENCE = "محمدرضا می‌خواهد (Form B-12) ۱۴۰۴"
KEYS = (
    *"محمدرضا می‌خواهد ",
    *("layout.fa-symbols", "(", "layout.en", "shift", *"form ", "shift", *"b-"),
    *("layout.en-symbols", *"12)", "layout.back", "layout.home", " ", "layout.fa-symbols", *"۱۴۰۴", "layout.fa"),
)


@pytest.mark.window
@pytest.mark.slow
def test_a_sentence_is_typed_mended_and_kept_when_the_language_changes(house: House) -> None:
    """Fingers type Persian, Latin and figures, mend a letter in the middle, and change the language in the form."""
    folder = house.folder / "sentence"
    folder.mkdir()
    with virtual_display(1080, 1920) as display, Window(display, house.config, folder, (1080, 1920)) as window:
        window.wait_for("attract")
        window.touch("language.fa")
        window.wait_for("home")
        for step, page in (("home.tell", "tell"), ("form.question", "form")):
            window.touch(step)
            window.wait_for(page)
        for key in KEYS:
            window.press(key)
        field = window.field_holds(SENTENCE)
        assert field["lines"] == [visual_order(SENTENCE, "R")]
        window.touch_at(*field["before"][SENTENCE.index("خواهد")])
        window.press("ن")
        mended = SENTENCE.replace("خواهد", "نخواهد")
        window.field_holds(mended)
        at_start = window.find("bar.back")["x"]
        for lang, letter, base in (("en", "q", "L"), ("ru", "й", "L"), ("fa", "ض", "R")):
            window.touch("bar.language")
            window.wait_for("language")
            window.touch(f"language.{lang}")
            window.wait_for("form")
            shown = window.ask(ask="field")
            assert shown["text"] == mended
            assert shown["lines"] == [visual_order(mended, base)]
            assert window.find(f"key.{letter}")["found"], f"the keys of {lang} are not there"
            assert (window.find("bar.back")["x"] == pytest.approx(at_start)) == (base == "R")
            window.shoot(folder / f"{lang}.png")
        window.touch("form.next")
        window.wait_for("form")
        window.touch("form.previous")
        window.wait_for("form")
        assert window.ask(ask="field")["text"] == mended
