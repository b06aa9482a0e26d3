"""The virtual devices as commands: what the demonstration and a technician start."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk import config
from kiosk.devices.printer import open_printer
from kiosk.devices.printer.base import Outcome, PrinterState
from kiosk.devices.scanner import open_scanner
from kiosk.devices.scanner.base import Refusal, Scan, ScannerState, Seen
from kiosk.devices.simulate import main
from kiosk.printing.preview import preview
from tests.printing.decoder import page_of

CODE = "00124830715968"


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


COMMAND = [sys.executable, "-m", "kiosk.devices.simulate"]


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Yield the ports of a printer started as a command, and of its control door."""
    process = subprocess.Popen(
        [*COMMAND, "printer", "--port", "0", "--out", str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    found = re.search(r"port (\d+),.*127\.0\.0\.1:(\d+)", process.stdout.readline())
    assert found is not None
    yield int(found[1]), int(found[2])
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    process.stdout.close()


def test_a_ticket_becomes_a_picture_and_its_paper_can_be_taken(
    simulated: tuple[int, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port, control = simulated
    printer = open_printer(config.Printer(kind="network", port=port))
    _, data = preview("fa")
    assert printer.print_page(data).outcome is Outcome.CONFIRMED
    assert main(["fault", "--control", str(control), "paper=out"]) == 0
    assert json.loads(capsys.readouterr().out)["paper"] == "out"
    result = printer.print_page(data)
    assert (result.outcome, result.state) == (Outcome.FAILED, PrinterState.PAPER_OUT)
    assert main(["fault", "--control", str(control), "paper=ok"]) == 0
    assert printer.print_page(data).outcome is Outcome.CONFIRMED
    printer.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ticket-0001.png", "ticket-0002.png"]


def test_a_change_that_there_is_not_is_refused_with_what_there_is(simulated: tuple[int, int]) -> None:
    for body in (b'{"paper": "gone"}', b'{"toner": "low"}', b"[1]", b"{", b'{"after": "soon", "paper": "out"}', b""):
        request = urllib.request.Request(f"http://127.0.0.1:{simulated[1]}/", body, method="POST")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=5)
        assert refused.value.code == 400
        assert json.loads(refused.value.read())["error"]
        refused.value.close()


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "printer", "--port", port, "--out", str(tmp_path)], capture_output=True, text=True, timeout=20
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and port in done.stderr and "Traceback" not in done.stderr


def test_a_plain_file_takes_pages_that_stay_uncertain(tmp_path: Path) -> None:
    """A file cannot answer: what is in it is a whole page, and nobody claims that it is on paper."""
    path = tmp_path / "page.bin"
    printer = open_printer(config.Printer(kind="file", device=str(path)))
    _, data = preview("en")
    assert printer.print_page(data).outcome is Outcome.UNCERTAIN
    printer.close()
    page_of(path.read_bytes(), 576, _height("en"))


def _height(language: str) -> int:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(preview(language)[0])) as picture:  # type: ignore[arg-type]
        return picture.height


def test_a_scanner_command_reads_out_what_is_entered() -> None:
    command = [sys.executable, "-m", "mizban", "devices", "simulate", "scanner"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        found = re.search(r"on (/dev/pts/\d+)", process.stdout.readline())
        assert found is not None
        seen: queue.Queue[Seen] = queue.Queue()
        scanner = open_scanner(config.Scanner(kind="serial", device=found[1]))
        scanner.start(seen.put)
        until(lambda: scanner.state() is ScannerState.READY)
        process.stdin.write(f"{CODE}\n")
        process.stdin.flush()
        assert seen.get(timeout=60) == Scan(CODE)
        scanner.stop()
        process.stdin.close()
        assert process.wait(60) == 0


def test_a_camera_command_shows_papers(tmp_path: Path) -> None:
    frames = tmp_path / "frames"
    command = [sys.executable, "-m", "mizban", "devices", "simulate", "camera", "--out", str(frames)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        assert str(frames) in process.stdout.readline()
        seen: queue.Queue[Seen] = queue.Queue()
        scanner = open_scanner(config.Scanner(kind="camera", device=str(frames)))
        scanner.start(seen.put)
        for line, meant in ((CODE, Scan(CODE)), ("", None), ("https://evil.example/", Refusal.ELSEWHERE)):
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            if meant is not None:
                assert seen.get(timeout=60) == meant
        scanner.stop()
        process.stdin.close()
        assert process.wait(60) == 0
    assert list(frames.iterdir()) == []


def test_a_wedge_command_says_where_the_machine_gives_no_uinput() -> None:
    if os.access("/dev/uinput", os.W_OK):
        pytest.skip("this machine gives uinput")
    command = [sys.executable, "-m", "mizban", "devices", "simulate", "scanner", "--kind", "wedge"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "uinput" in done.stderr and "Traceback" not in done.stderr


def test_the_preview_shows_the_parts_that_the_settings_choose(tmp_path: Path) -> None:
    chosen = tmp_path / "kiosk.toml"
    chosen.write_text('[printer]\ndots = 384\nparts = ["site", "code"]\n')
    for name, options in (("all", []), ("chosen", ["--config", str(chosen)])):
        command = [
            sys.executable,
            "-m",
            "mizban",
            "ticket",
            "preview",
            "--png",
            str(tmp_path / f"{name}.png"),
            *options,
        ]
        assert subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    with Image.open(tmp_path / "all.png") as whole, Image.open(tmp_path / "chosen.png") as less:
        assert (whole.width, less.width) == (576, 384)
        assert len(zxingcpp.read_barcodes(whole.convert("L"))) == 1
        assert zxingcpp.read_barcodes(less.convert("L")) == []
