"""Whole visits in a real window with real touches; desk, daemon and printer are real too."""

from __future__ import annotations

import os
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
from kiosk.screens.sample import sample_catalogue
from kiosk.text import visual_order
from language.lexicon import lexicon
from sync.enrollment import enroll
from sync.protocol.forms import Form
from tests.support.desk import running_desk
from tests.support.journeys import JOURNEYS, Step, answer
from tests.support.window import ROOT, Window, virtual_display

ALL = os.environ.get("MIZBAN_TOUCH") == "all"
PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
PANELS: list[tuple[str, tuple[int, int], tuple[str, ...]]] = [
    ("fa", PORTRAIT, ("suggestion", "access")),
    ("en", LANDSCAPE, ("guide", "help")),
]
"""Language, panel, and what is played on it beside the visit; MIZBAN_TOUCH=all plays every journey on all four."""
if ALL:
    PANELS = [(lang, size, tuple(JOURNEYS)) for lang in ("fa", "en") for size in (PORTRAIT, LANDSCAPE)]
LETTERS = {"fa": "اب", "en": "ab"}


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
            f'data = "{folder / "data"}"\nsocket = "{socket}"\narabic_calendar = "hijri"\n'
            f"[screen]\nwidth_mm = 337\n[visit]\nidle_s = 600\n"
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
@pytest.mark.timeout(3600 if ALL else 300)
@pytest.mark.parametrize(("lang", "size", "journeys"), PANELS)
def test_visits_by_finger(house: House, lang: str, size: tuple[int, int], journeys: tuple[str, ...]) -> None:
    """A whole visit with its codes read back, then the main path of journeys, each touch through the window system."""
    folder = house.folder / f"{lang}-{size[0]}"
    folder.mkdir()
    config = folder / "kiosk.toml"
    config.write_text(house.config.read_text().replace("width_mm = 337", f"width_mm = {size[0] / 3.2}"))
    with virtual_display(*size) as display, Window(display, config, folder, size) as window:
        code = _ticket_and_poll(window, folder, lang)
        _track(window, lang, code)
        for name in journeys:
            _play(window, lang, JOURNEYS[name], code)


def _home(window: Window, lang: str) -> None:
    """From wherever the last journey ended to the home page in `lang`."""
    if window.ask(ask="page")["page"] != "attract":
        window.touch("bar.help")
        window.wait_for("help")
        window.touch("help.over")
    window.wait_for("attract")
    window.touch(f"language.{lang}")
    window.wait_for("home")


def _ticket_and_poll(window: Window, folder: Path, lang: str) -> str:
    """Service, guide, ticket with a QR that can be read, poll, thanks, wipe. Returns the ticket's code."""
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
    read = [code.text for code in zxingcpp.read_barcodes(Image.open(picture).convert("L")) if "/T/" in code.text]
    assert read, "the QR of the ticket cannot be read from the screen"
    window.touch("ticket.finish")
    window.wait_for("ask-poll")
    window.touch("ask-poll.yes")
    window.wait_for("poll")
    window.touch("face.5")
    while window.ask(ask="page")["page"] == "poll":
        window.touch("poll.next")
    window.wait_for("thanks", "attract")
    window.wait_for("attract")
    return read[0].rsplit("/", 1)[1]


def _track(window: Window, lang: str, code: str) -> None:
    _home(window, lang)
    window.touch("home.track")
    window.wait_for("track")
    window.type(code)
    window.touch("track.ask")
    window.wait_for("state")
    assert any("1" in text or "۱" in text for text in window.ask(ask="texts")["texts"])


def _play(window: Window, lang: str, steps: list[Step], code: str) -> None:
    """One journey from the home page; a page that ends by itself may already have gone on."""
    _home(window, lang)
    for what, page in steps:
        if what == "type":
            window.type(code if page.isdigit() else LETTERS[lang][0])
            continue
        if what == "fill":
            _fill(window, lang)
        elif window.ask(ask="page")["page"] != page or window.find(what)["found"]:
            window.touch(what)
        after = ("ask-poll", "thanks", "attract") if page in ("ask-poll", "thanks", "attract") else (page,)
        window.wait_for(*after)
        if page == "attract":
            window.wait_for("attract")


def _fill(window: Window, lang: str) -> None:
    """Answer every question with the keys of the screen."""
    forms = {form.id: form for form in sample_catalogue().forms}
    while (shown := window.ask(ask="page"))["page"] == "form":
        options = [
            target["id"] for target in window.ask(ask="targets")["targets"] if target["id"].startswith("option.")
        ]
        if options:
            window.touch("option.yes" if "option.yes" in options else options[0])
        else:
            window.type(_words(forms[shown["args"]["form"]], shown["entry"], lang))
        window.touch("form.next")
        deadline = time.monotonic() + 60
        while (now := window.ask(ask="page"))["args"] == shown["args"] and now["page"] == "form":
            assert time.monotonic() < deadline, f"the answer was not taken: {window.ask(ask='texts')}"
            time.sleep(0.05)


def _words(form: Form, entry: str, lang: str) -> str:
    """Return what is typed into a field: figures in full, of everything else two letters."""
    field = next(field for field in form.fields if entry.endswith(f"/{field.id}"))
    figures = ("mobile", "foreign_code", "national_id", "number", "date")
    return answer(field) if field.kind in figures else LETTERS[lang]


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
        for lang, letter, base in (("en", "q", "L"), ("ru", "й", "L"), ("ar", "ض", "R"), ("fa", "ض", "R")):
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
            if lang == "ar":  # by the setting of this house; the header's date is today's
                texts = " ".join(window.ask(ask="texts")["texts"])
                assert any(month in texts for month in lexicon("ar").months["hijri"]), texts
        window.touch("form.next")
        window.field_holds("")
        window.touch("form.previous")
        window.field_holds(mended)
