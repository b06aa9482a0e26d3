"""A daemon in this process: real socket, real desk over HTTP, real printer on TCP."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.client import DaemonClient
from kiosk.config import Printer, Settings
from kiosk.daemon.service import Service
from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.devices.printer.virtual_lines import TcpPrinter
from sync.enrollment import enroll
from sync.loop import Pace
from tests.sync.desk_stub import DeskStub, running_desk
from tests.sync.waiting import until


@pytest.fixture
def desk() -> Iterator[DeskStub]:
    with running_desk() as found:
        yield found


@pytest.fixture
def printer() -> VirtualPrinter:
    return VirtualPrinter()


@pytest.fixture
def config(tmp_path: Path, printer: VirtualPrinter) -> Iterator[Settings]:
    line = TcpPrinter(printer)
    with tempfile.TemporaryDirectory() as short:  # a Unix socket's path is at most 107 bytes
        yield Settings(
            data=tmp_path / "data",
            socket=Path(short) / "d.sock",
            printer=Printer(kind="network", host="127.0.0.1", port=line.port),
        )
    line.stop()


@pytest.fixture
def service(config: Settings, desk: DeskStub) -> Iterator[Service]:
    enroll(desk.url, "123456", config.data)
    found = Service(config, Pace(5, 0.02, 0.2))
    found.start()
    yield found
    found.stop()


class Screen(DaemonClient):
    """A client that remembers what it was told unasked."""

    def __init__(self, path: Path) -> None:
        self.pushes: list[tuple[str, dict[str, Any]]] = []
        self.links: list[bool] = []
        super().__init__(path, lambda kind, data: self.pushes.append((kind, data)), self.links.append)

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """Return what was pushed of a kind."""
        return [data for name, data in self.pushes if name == kind]


@pytest.fixture
def screen(service: Service, config: Settings, desk: DeskStub) -> Iterator[Screen]:
    found = Screen(config.socket)
    found.start()
    until(lambda: (found.call("status").result or {}).get("content_version"), "content", 20)

    def numbers() -> bool:
        with service.store.read() as db:
            return int(db.execute("SELECT count(*) FROM leases").fetchone()[0]) >= 2

    until(numbers, "numbers", 20)
    yield found
    found.stop()
