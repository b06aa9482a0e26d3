"""One desk process for all of a worker's files on SQLite, and one on PostgreSQL; each test makes facts of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

import pytest

from tests.support.desk import DeskProcess, ForeignKiosk, Staff, running_desk
from tests.support.postgres import running_postgres

DATABASES = ("sqlite", "postgresql")


class Desks:
    """The desk of each database, started when it is first asked for and kept until the end of the run.

    A fixture with parameters would end one desk whenever a test asks for the other: twice in every file.
    """

    def __init__(self, house: ExitStack, folders: pytest.TempPathFactory) -> None:
        self._house, self._folders = house, folders
        self._running: dict[str, DeskProcess] = {}

    @cached_property
    def server(self) -> str:
        """The address of a PostgreSQL server of this worker's own."""
        return self._house.enter_context(running_postgres())

    def on(self, name: str) -> DeskProcess:
        """Return the running desk with the sample organisation on a database of `DATABASES`."""
        if name not in self._running:
            database = self.server if name == "postgresql" else ""
            desk = running_desk(self._folders.mktemp(name), database=database, workers=2 if database else 1)
            self._running[name] = self._house.enter_context(desk)
        return self._running[name]

    def forgive(self) -> None:
        """Let the tests of one file not suffer for the guesses of another's."""
        for desk in self._running.values():
            desk.forgive()

    def check(self) -> None:
        """Nothing may have gone wrong unseen."""
        for process in self._running.values():
            assert "Traceback" not in process.log(), process.log()[-4000:]


@pytest.fixture(scope="session")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """The desks of this worker."""
    with ExitStack() as house:
        found = Desks(house, tmp_path_factory)
        yield found
        found.check()


@pytest.fixture(scope="module", autouse=True)
def _forgiven(desks: Desks) -> None:
    desks.forgive()


@pytest.fixture(scope="session")
def postgres(desks: Desks) -> str:
    """The address of a PostgreSQL server of this worker's own."""
    return desks.server


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask for the desk on each database; by default on one where a file says so with `ONE_DATABASE`."""
    marks = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "database" in metafunc.fixturenames and "database" not in marks:
        one = getattr(metafunc.module, "ONE_DATABASE", None)
        names = DATABASES if one is None or "MIZBAN_LONG_RUNS" in os.environ else (one,)
        metafunc.parametrize("database", names)


@pytest.fixture
def desk(database: str, desks: Desks) -> DeskProcess:
    """A running desk with the sample organisation on `database`."""
    return desks.on(database)


@pytest.fixture
def kiosk(desk: DeskProcess) -> ForeignKiosk:
    """A kiosk of its own."""
    return ForeignKiosk(desk)


@pytest.fixture
def operator(desk: DeskProcess) -> Staff:
    """An operator who is logged in."""
    return desk.operator()


@pytest.fixture
def sandbox(tmp_path: Path) -> dict[str, str]:
    """An environment in which commands keep to a folder of their own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MIZBAN_", "DJANGO_"))}
    return {**clean, "MIZBAN_DESK_DATA": str(tmp_path / "desk")}
