"""A whole office for each test: real desk, real printer on TCP, real daemon, real window under its own display."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mizban.demo.office import Office
from mizban.demo.visitor import Visitor
from mizban.demo.xserver import start_xvfb
from tests.support.office import open_office

SIZE = (1080, 1920)
PATIENCE_S = 60


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An enrolled kiosk with content, its printer and its desk; no window yet."""
    with open_office(tmp_path) as made:
        yield made


@pytest.fixture
def display(office: Office) -> str:
    return start_xvfb(office.stack, *SIZE)


@contextmanager
def open_window(office: Office, display: str) -> Iterator[Visitor]:
    """Start the kiosk's window and wait for the idle screen."""
    office.start_screen(f"{SIZE[0]}x{SIZE[1]}", display, windowed=False)
    with closing(Visitor(office.hook, display, PATIENCE_S, office.stack.check_alive)) as visitor:
        visitor.wait_for("attract")
        yield visitor
