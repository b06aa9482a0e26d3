"""The doctor's device checks against virtual devices, and the panel's plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kiosk import config
from kiosk.devices.checks import GOOD, check_brightness, check_paper_fonts, check_printer, check_scanner, device_checks
from kiosk.devices.display import PLAN, Backlight, DisplayError, planned
from kiosk.devices.keypad import KEYS, Key
from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.devices.printer.virtual_lines import TcpPrinter


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "ok"),
        ({"paper": "low"}, "warning"),
        ({"paper": "out"}, "fault"),
        ({"cover": "open"}, "fault"),
        ({"cutter": "error"}, "fault"),
        ({"online": "no"}, "fault"),
        ({"line": "silent"}, "unknown"),
    ],
)
def test_the_printer_check_tells_what_is_wrong_and_what_to_do(changes: dict[str, str], state: str) -> None:
    device = VirtualPrinter()
    line = TcpPrinter(device)
    device.apply(changes)
    found = check_printer(config.Printer(kind="network", port=line.port))
    line.stop()
    assert found.state == state
    assert bool(found.remedy) == (found.cause != GOOD) == (state != "ok")


def test_devices_that_are_not_there(tmp_path: Path) -> None:
    for printer in (
        config.Printer(kind="serial", device=str(tmp_path / "no")),
        config.Printer(kind="file", device=str(tmp_path / "no" / "no")),
        config.Printer(kind="network", port=1),
        config.Printer(kind="usb", usb_vendor=1, usb_product=1),
    ):
        assert check_printer(printer).state == "fault"
    for kind in ("serial", "camera"):
        settings = config.Scanner.model_validate({"kind": kind, "device": str(tmp_path / "no")})
        assert check_scanner(settings).state == "fault"
    assert check_scanner(config.Scanner(kind="wedge", device="/dev/input/event3")).state == "warning"


def test_no_check_raises_with_the_default_settings() -> None:
    ids = [check().check for check in device_checks(config.Settings())]
    assert ids == ["printer", "paper-fonts", "scanner", "sound", "brightness", "keypad"]


def test_papers_can_be_drawn_here() -> None:
    assert check_paper_fonts().state == "ok"


@pytest.mark.parametrize(
    ("now", "percent"), [("00:00", 0), ("06:29", 0), ("06:30", 60), ("09:00", 100), ("16:00", 60), ("23:59", 0)]
)
def test_the_panel_follows_its_plan(now: str, percent: int) -> None:
    assert planned(PLAN, dt.time.fromisoformat(now)) == percent


def test_nobody_stands_before_a_dark_kiosk() -> None:
    assert planned(PLAN, dt.time(23, 0), touched=True) == 60


def test_a_backlight_is_set_and_switched_off(tmp_path: Path) -> None:
    (tmp_path / "max_brightness").write_text("255\n")
    Backlight(tmp_path).set(60)
    assert (tmp_path / "brightness").read_text() == "153"
    assert (tmp_path / "bl_power").read_text() == "0"
    Backlight(tmp_path).set(0)
    assert (tmp_path / "bl_power").read_text() == "4"
    with pytest.raises(DisplayError):
        Backlight(tmp_path / "none").set(10)
    assert check_brightness(tmp_path.parent / "none").state in ("ok", "warning")


def test_the_keypad_can_do_all_that_a_visit_needs() -> None:
    assert set(KEYS.values()) == set(Key)
