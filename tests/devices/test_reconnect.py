"""A printer that comes back elsewhere is found by itself: at another address, at another port of the machine."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk import config
from kiosk.devices.printer import open_printer
from kiosk.devices.printer.base import Outcome, PrinterState
from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.devices.printer.virtual_lines import SerialPrinter, TcpPrinter
from kiosk.printing.preview import preview

PAGE = preview("fa")[1]


def test_a_printer_that_has_another_address_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network gives it another address; only the machine's resolver stands in for the network here."""
    address, known = ["127.0.0.1"], socket.getaddrinfo

    def resolve(host: str, *rest: Any, **named: Any) -> Any:
        return known(address[0] if host == "printer.office.example" else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    first, second = VirtualPrinter(), VirtualPrinter()
    line = TcpPrinter(first, "127.0.0.1")
    printer = open_printer(config.Printer(kind="network", host="printer.office.example", port=line.port))
    assert printer.print_page(PAGE).outcome is Outcome.CONFIRMED
    first.set(line="cut")
    line.stop()
    assert printer.state() is PrinterState.OFFLINE
    moved = TcpPrinter(second, "127.0.0.2", line.port)
    address[0] = "127.0.0.2"
    assert printer.print_page(PAGE).outcome is Outcome.CONFIRMED
    assert (len(first.slips), len(second.slips)) == (1, 1)
    printer.close()
    moved.stop()


def test_a_serial_printer_that_is_plugged_in_again_is_found_by_its_stable_name(tmp_path: Path) -> None:
    link = tmp_path / "printer"
    first, second = VirtualPrinter(), VirtualPrinter()
    line = SerialPrinter(first)
    link.symlink_to(line.path)
    printer = open_printer(config.Printer(kind="serial", device=str(link), flow="none"))
    assert printer.print_page(PAGE).outcome is Outcome.CONFIRMED
    line.unplug()
    assert printer.state() in (PrinterState.OFFLINE, PrinterState.UNKNOWN)
    again = SerialPrinter(second)
    link.unlink()
    link.symlink_to(again.path)
    assert printer.print_page(PAGE).outcome is Outcome.CONFIRMED
    assert len(second.slips) == 1
    printer.close()
    again.unplug()


@pytest.mark.parametrize(("paper", "state"), [("ok", "ok"), ("low", "warning"), ("out", "fault")])
def test_doctor_s_json_and_exit_code_tell_of_the_devices(paper: str, state: str, tmp_path: Path) -> None:
    device = VirtualPrinter()
    line = TcpPrinter(device)
    device.set(paper=paper)
    settings = tmp_path / "kiosk.toml"
    settings.write_text(
        f'data = "{tmp_path}"\nsocket = "{tmp_path}/d.sock"\n[printer]\nkind = "network"\nport = {line.port}\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "mizban", "doctor", "--json", "--config", str(settings)],
        capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    line.stop()
    told = json.loads(done.stdout)
    found = {finding["check"]: finding for finding in told["findings"]}
    assert found["printer"]["state"] == state
    assert bool(found["printer"]["remedy"]) == (state != "ok")
    worst = max((finding["state"] for finding in told["findings"]), key=["ok", "unknown", "warning", "fault"].index)
    assert (told["state"], done.returncode) == (worst, {"ok": 0, "unknown": 1, "warning": 1, "fault": 2}[worst])
