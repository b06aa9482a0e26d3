"""A whole office for each test: real desk, real printer on TCP, real daemon, real window under its own display."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mizban.demo.office import Office
from mizban.demo.stack import Stack, free_port
from mizban.demo.visitor import Visitor
from mizban.demo.xserver import start_xvfb

SIZE = (1080, 1920)
PATIENCE_S = 60


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose desk is prepared and was never started: each test goes on from a copy."""
    with Stack(tmp_path_factory.mktemp("first-day")) as stack:
        made = Office(stack, free_port(), free_port(), free_port())
        made.prepare_desk()
        return made


@pytest.fixture
def office(first_day: Office, tmp_path: Path) -> Iterator[Office]:
    """An enrolled kiosk with content, its printer and its desk; no window yet."""
    with Stack(tmp_path) as stack:
        made = Office(stack, free_port(), free_port(), free_port(), passwords=first_day.passwords, code=first_day.code)
        shutil.copytree(first_day.desk_data, made.desk_data)
        made.start_desk()
        made.start_printer()
        made.enroll()
        made.start_daemon()
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
