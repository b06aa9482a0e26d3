"""The first start on the panel: from a language to a tested printer and a desk that was joined, with real touches."""

from __future__ import annotations

import os
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.client import DaemonClient
from kiosk.config import PANEL_FILE, Settings, load_settings
from kiosk.daemon.service import Service
from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.devices.printer.virtual_lines import TcpPrinter
from kiosk.devices.scanner.virtual_camera import VirtualCamera
from kiosk.flow.journey import World
from kiosk.flow.page import Page
from kiosk.flow.rehearsal import RehearsalDesk, Shelf
from kiosk.flow.wizard import pages
from kiosk.flow.wizard.journey import SetupJourney
from kiosk.flow.wording import Wording
from kiosk.screens.sample import sample_catalogue
from language import LANGUAGES
from sync.enrollment import load
from tests.setup.network_manager import running_network_manager
from tests.support.pictures import WANTED, keep
from tests.support.window import Window, virtual_display
from tests.sync.desk_stub import running_desk

QUARTER_OF_AN_HOUR_S = 900
CODE = "24681357"


def test_every_page_speaks_every_language(tmp_path: Path) -> None:
    catalogue = sample_catalogue()
    rehearsal = RehearsalDesk(catalogue, lambda: datetime.now(UTC))
    world = World(rehearsal, Shelf(catalogue), Wording(), Settings(data=tmp_path), time.monotonic)
    for lang in LANGUAGES:
        journey = SetupJourney(world, lambda: None, lambda: (1080, 1920))
        journey.choose(f"setup.language.{lang}")
        journey.visit.typed.update(panel="24", bottom="700", desk="https://d.ir", code="1", printer="none", sound="no")
        seen: list[Page] = []
        for _step in pages.STEPS:
            seen.append(journey.page)
            journey.visit.extra["setup-joined"] = {"name": "Lobby"}
            journey.visit.extra["setup-look"] = {
                "scanner": {"kind": "camera", "device": "/dev/video0"},
                "networks": [{"name": "Office 5", "strength": 80, "secured": True}],
            }
            journey.refresh()
            journey.choose("setup.next")
        assert [page.name for page in seen] == [f"setup-{step}" for step in pages.STEPS]
        assert all(page.title and page.subtitle and page.progress for page in seen)
        assert journey.visit.language == lang
        journey.choose("setup.back")
        assert journey.page.name == "setup-time"


def test_nothing_of_it_answers_once_the_kiosk_is_set_up(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", socket=tmp_path / "d.sock")
    service = Service(settings)
    service.start()
    client = DaemonClient(settings.socket)
    client.start()
    try:
        assert client.call("setup.look").result is not None
        assert client.call("setup.save", {"settings": {"data": "/elsewhere"}}).error == "bad_request"
        assert client.call("setup.save", {"settings": {"screen": {"width_mm": -3}}}).error == "bad_request"
        assert client.call("setup.save", {"settings": {"language": "ar", "screen": {"width_mm": 299}}}).error == ""
        assert service.restart_wanted.is_set()
        for method in ("setup.look", "setup.printers", "setup.join", "setup.test", "setup.save"):
            assert client.call(method).error == "bad_request"
    finally:
        client.stop()
        service.stop()
    config = tmp_path / "kiosk.toml"
    config.write_text(f'data = "{settings.data}"\n[screen]\nbottom_mm = 650\n')
    told = load_settings(config)
    assert (told.language, told.screen.width_mm, told.screen.bottom_mm) == ("ar", 299, 650)
    config.write_text(f'data = "{settings.data}"\nlanguage = "en"\n')
    assert load_settings(config).language == "en"


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.skipif(not WANTED, reason="MIZBAN_PICTURES=write draws the pictures of docs/")
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_pages_for_the_guides(tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    camera = VirtualCamera(tmp_path / "camera")
    camera.show("https://desk.example.ir/enroll#12345678")
    config = tmp_path / "kiosk.toml"
    config.write_text(
        f'data = "{tmp_path / "data"}"\nsocket = "{tmp_path / "d.sock"}"\n[scanner]\nkind = "camera"\n'
        f'device = "{camera.path}"\n'
    )
    with running_network_manager() as nearby, virtual_display(1080, 1920) as display:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", nearby.address)
        nearby.add(1, "Office", 82, 0x100)
        nearby.add(2, "Guests", 60, 0)
        service = Service(load_settings(config))
        service.start()
        window = Window(display, config, tmp_path, (1080, 1920))
        window.more = ("--role", "setup")
        shots = []
        try:
            with window:
                window.wait_for("setup-language")
                window.touch(f"setup.language.{lang}")
                for page in ("language", "panel", "height", "network", "code"):
                    window.wait_for(f"setup-{page}")
                    if page == "panel":
                        window.touch("setup.panel.24")
                    elif page == "height":
                        window.type("700")
                    elif page == "network":
                        window.touch("setup.wifi.0")
                    shots.append(window.shoot(tmp_path / f"{page}.png"))
                    if page != "code":
                        window.touch("setup.next")
        finally:
            service.stop()
    keep("first-start" + ("" if lang == "en" else "-fa"), shots, 300)


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize("by_picture", [True, False], ids=["desk's picture", "typed"])
def test_a_technician_sets_a_kiosk_up_at_its_panel(tmp_path: Path, by_picture: bool) -> None:
    if not by_picture and "MIZBAN_LONG_RUNS" not in os.environ:
        pytest.skip("MIZBAN_LONG_RUNS=1 runs it")
    printer = VirtualPrinter(tmp_path / "paper")
    line = TcpPrinter(printer)
    settings = Settings(data=tmp_path / "data", socket=tmp_path / "d.sock")
    config = tmp_path / "kiosk.toml"
    camera = VirtualCamera(tmp_path / "camera")
    scanner = f'[scanner]\nkind = "camera"\ndevice = "{camera.path}"\n' if by_picture else ""
    config.write_text(f'data = "{settings.data}"\nsocket = "{settings.socket}"\n{scanner}')
    settings = load_settings(config)
    with running_desk() as desk, virtual_display(1080, 1920) as display:
        desk.enroll_codes[CODE] = "kiosk-b"
        service = Service(settings)
        service.start()
        try:
            window = Window(display, config, tmp_path, (1080, 1920))
            window.more = ("--role", "setup")
            with window:
                begun = time.monotonic()
                _walk(window, desk.url, f"127.0.0.1:{line.port}", camera if by_picture else None)
                took = time.monotonic() - begun
            how = "the desk's QR" if by_picture else "an address typed"
            print(f"first start by touches, with {how}: {took:.0f} s")
        finally:
            service.stop()
            line.stop()
    assert took < QUARTER_OF_AN_HOUR_S
    who = load(settings.data)
    assert who is not None
    assert who.url == desk.url
    saved = tomllib.loads((settings.data / PANEL_FILE).read_text())
    assert saved["screen"] == {"width_mm": 299, "bottom_mm": 700}
    assert saved["printer"]["port"] == line.port
    assert ("scanner" in saved) == by_picture
    assert list((tmp_path / "paper").glob("*.png"))


def _walk(window: Window, url: str, printer: str, camera: VirtualCamera | None) -> None:
    """Every page by touches: words by the panel's keyboard, the desk by its QR before the camera where there is one."""
    window.wait_for("setup-language")
    window.touch("setup.language.en")
    window.touch("setup.next")
    window.wait_for("setup-panel")
    window.touch("setup.panel.24")
    window.touch("setup.next")
    window.wait_for("setup-height")
    window.type("700")
    window.touch("setup.next")
    window.wait_for("setup-network")
    window.touch("setup.next")
    if camera is not None:
        window.wait_for("setup-scan")
        camera.show("https://elsewhere.example/ticket")  # any other paper is refused, and the page stays
        camera.show(f"{url}/enroll#{CODE}")
        window.wait_for("setup-code")
    else:
        window.wait_for("setup-desk")
        window.type(url)
        window.touch("setup.next")
        window.wait_for("setup-code")
        window.type("123456")
    window.touch("setup.join")
    window.touch("setup.next")
    window.wait_for("setup-printer")
    window.type(printer)
    window.touch("setup.find")
    window.touch("setup.printer.0")
    window.touch("setup.test")
    window.touch("setup.next")
    window.wait_for("setup-sound")
    window.touch("setup.sound.yes")
    window.touch("setup.next")
    window.wait_for("setup-time")
    window.touch("setup.next")
    window.wait_for("setup-done")
    window.touch("setup.save")
