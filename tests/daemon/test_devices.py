"""What the settings say of the devices holds in a running daemon: parts of papers, the scanner and its news."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
import zxingcpp

from kiosk.config import Printer, Scanner, Settings
from kiosk.daemon.service import Service
from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.devices.scanner.virtual import VirtualSerialScanner
from kiosk.doctor.devices import check_devices
from kiosk.doctor.machine import Machine
from sync.enrollment import enroll
from sync.loop import Pace
from sync.protocol.codes import make_code
from tests.daemon.conftest import Screen
from tests.sync.desk_stub import DeskStub
from tests.sync.waiting import until

CODE = make_code(12)


@pytest.fixture
def serial() -> Iterator[VirtualSerialScanner]:
    scanner = VirtualSerialScanner()
    yield scanner
    scanner.close()


@pytest.fixture
def config(config: Settings, serial: VirtualSerialScanner) -> Settings:
    printer = Printer(kind="network", port=config.printer.port, parts=("site", "place"))
    return config.model_copy(update={"printer": printer, "scanner": Scanner(kind="serial", device=serial.path)})


def _ready(screen: Screen) -> None:
    until(lambda: (screen.call("status").result or {}).get("scanner") == "ready", "the scanner", 60)


def test_what_is_scanned_reaches_the_screen(screen: Screen, serial: VirtualSerialScanner) -> None:
    _ready(screen)
    serial.scan(CODE)
    serial.scan(f"https://evil.example/t/{CODE}")
    serial.scan("9" * 4000)
    serial.scan(CODE[:-1] + str((int(CODE[-1]) + 1) % 10))
    until(lambda: len(screen.of_kind("scan")) == 4, "four pushes", 60)
    assert [(push["code"], push["refused"]) for push in screen.of_kind("scan")] == [
        (CODE, None),
        (None, "elsewhere"),
        (None, "too_long"),
        (None, "misread"),
    ]


def test_the_doctor_asks_the_daemon_that_holds_the_scanner(screen: Screen, config: Settings) -> None:
    _ready(screen)
    found = {finding.check: finding for finding in check_devices(config, Machine())}
    assert found["scanner"].state == "ok"
    assert found["scanner"].facts["told by"] == "the daemon"


def test_a_scanner_that_was_pulled_out_is_a_fault(
    screen: Screen, config: Settings, serial: VirtualSerialScanner
) -> None:
    _ready(screen)
    serial.close()
    until(lambda: (screen.call("status").result or {})["scanner"] == "absent", "the scanner's absence", 60)
    found = {finding.check: finding for finding in check_devices(config, Machine())}
    assert found["scanner"].state == "fault"
    assert found["scanner"].remedy


def test_parts_that_the_office_left_out_are_not_printed(screen: Screen, printer: VirtualPrinter) -> None:
    ask: dict[str, Any] = {"key": str(uuid4()), "queue": "adm", "service": "admission", "language": "fa"}
    assert screen.call("ticket.issue", ask).result
    until(lambda: len(printer.slips) == 1, "the paper", 60)
    assert zxingcpp.read_barcodes(np.asarray(printer.slips[0].convert("L"))) == []


def test_before_enrollment_a_scan_is_told_all_the_same(
    config: Settings, desk: DeskStub, serial: VirtualSerialScanner
) -> None:
    service = Service(config, Pace(5, 0.02, 0.2))
    service.start()
    screen = Screen(config.socket)
    screen.start()
    try:
        _ready(screen)
        enroll(desk.url, "123456", config.data)
        service.look_for_enrollment()
        _ready(screen)
        serial.scan(CODE)
        until(lambda: bool(screen.of_kind("scan")), "the scan", 60)
        assert screen.of_kind("scan")[0]["code"] == CODE
    finally:
        screen.stop()
        service.stop()
