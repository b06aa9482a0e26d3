"""The virtual devices as commands: what the demonstration and a technician start."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import config
from kiosk.devices.printer import open_printer
from kiosk.devices.printer.base import Outcome, PrinterState
from kiosk.devices.simulate import main
from kiosk.printing.preview import preview
from tests.printing.decoder import page_of

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
